using System.Globalization;
using System.Text;

namespace Kube2Haproxy.Core.Wording;

/// <summary>Text that anybody may have written, fit for one line of a log or a terminal.</summary>
public static class Quoted
{
    // Enough to recognize a value by; an annotation may hold 256 kB.
    private const int MostCharacters = 100;

    /// <summary>In double quotes, without anything that could end a line or steer a terminal, and cut after 100 characters.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var shown = Append(new StringBuilder("\""), text.AsSpan(0, Math.Min(text.Length, MostCharacters)));
        return shown.Append(text.Length > MostCharacters ? "…\"" : "\"").ToString();
    }

    /// <summary>A whole line that holds such text: as it is, but for what could end it or steer a terminal.</summary>
    public static string Line(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Append(new StringBuilder(text.Length), text).ToString();
    }

    private static StringBuilder Append(StringBuilder shown, ReadOnlySpan<char> text)
    {
        foreach (var one in text)
        {
            // Format characters turn the direction of writing; half of a pair is no character.
            if (char.GetUnicodeCategory(one) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}");
            }
            else
            {
                shown.Append(one);
            }
        }

        return shown;
    }
}
