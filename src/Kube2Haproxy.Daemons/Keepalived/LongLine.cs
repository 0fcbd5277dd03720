using System.Globalization;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>
/// Keepalived reads 1023 bytes of a line and takes the rest for the next one, comment or not (2.2.7): who could make a line long, in a
/// template that writes an annotation, could write one of Keepalived's.
/// </summary>
internal static class LongLine
{
    private const int Most = 1023;

    /// <summary>The first of the text that is too long, in the form of Keepalived's own complaints; null where there is none.</summary>
    public static string? ComplaintOf(ReadOnlySpan<byte> text)
    {
        var number = 0;
        foreach (var line in text.Split((byte)'\n'))
        {
            number++;
            var (_, length) = line.GetOffsetAndLength(text.Length);
            if (length > Most)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"(Line {number}) It has {length} bytes; Keepalived reads {Most} and takes the rest for another line. ")
                    + "Part what is the template's own; cut what comes from the cluster with the filter truncate.";
            }
        }

        return null;
    }
}
