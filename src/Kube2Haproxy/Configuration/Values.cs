using System.Globalization;
using Kube2Haproxy.Core.Durations;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Configuration;

/// <summary>Numbers, durations and words.</summary>
internal static class Values
{
    public static ValueSyntax Switch { get; } = new("true|false", "true or false", text =>
        bool.TryParse(text, out var value) ? (value ? "true" : "false") : null);

    /// <summary>The names of <see cref="Microsoft.Extensions.Logging.LogLevel"/>.</summary>
    public static ValueSyntax Level { get; } = OneOf("LEVEL", Enum.GetNames<LogLevel>());

    /// <summary>Free text for a template, on one line.</summary>
    public static ValueSyntax Text { get; } = new("TEXT", "text without control characters", text =>
        text.Any(char.IsControl) ? null : text);

    /// <summary>A name that a template can write as <c>settings.NAME</c>.</summary>
    public static ValueSyntax Identifier { get; } = new(
        "NAME", "a name of letters, digits and '_' that begins with no digit", text =>
            text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? text : null);

    public static ValueSyntax Category { get; } = new("CATEGORY", "a log category, such as Default or Kube2Haproxy.Sources", text =>
        text.Length > 0 && !text.Any(c => char.IsWhiteSpace(c) || c == ':') ? text : null);

    public static ValueSyntax Whole(int least, int most) => new("N", $"a whole number from {least} to {most}", text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value.ToString(CultureInfo.InvariantCulture)
            : null);

    public static ValueSyntax Number(double least, double most)
    {
        var right = string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}");
        return new("N", right, text =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
                && value >= least && value <= most
                ? value.ToString("R", CultureInfo.InvariantCulture)
                : null);
    }

    /// <param name="least">As an operator writes it: <c>100ms</c>.</param>
    /// <param name="most">Likewise.</param>
    public static ValueSyntax Duration(string least, string most)
    {
        var (from, to) = (Limit(least), Limit(most));
        // "c" is the one form that the binder reads in every culture.
        return new("DURATION", $"a duration from {least} to {most}, such as 1m30s", text =>
            GoDuration.TryParse(text, out var value) && value >= from && value <= to ? value.ToString("c") : null);
    }

    /// <summary>One of these words, in whatever case.</summary>
    public static ValueSyntax OneOf(string placeholder, params string[] words) => new(
        placeholder,
        words.Length == 1 ? words[0] : $"{string.Join(", ", words[..^1])} or {words[^1]}",
        text => words.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase)));

    private static TimeSpan Limit(string text) => GoDuration.TryParse(text, out var limit)
        ? limit
        : throw new ArgumentException($"\"{text}\" is no duration.", nameof(text));
}
