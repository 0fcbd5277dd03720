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
        var shown = new StringBuilder("\"");
        foreach (var one in text.AsSpan(0, Math.Min(text.Length, MostCharacters)))
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

        return shown.Append(text.Length > MostCharacters ? "…\"" : "\"").ToString();
    }
}
