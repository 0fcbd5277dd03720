using System.Buffers;
using System.Globalization;
using Kube2Haproxy.Core.Durations;

namespace Kube2Haproxy.Core.Annotations;

/// <summary>How the values of annotations are written. What they let through can stand in a configuration as it is.</summary>
internal static class AnnotationSyntax
{
    private const int LongestPath = 255;

    // No space, quote, '#', '\' or '%', which HAProxy would read; no '$', since a template may put it into double quotes.
    private static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~?&=:,@+");

    /// <summary>One of these words, exactly.</summary>
    public static Annotation Word(string name, string help, params string[] words) => new(
        name, $"{string.Join(", ", words[..^1])} or {words[^1]}", help, text => words.Contains(text) ? text : null);

    /// <summary>
    /// A Go duration of whole milliseconds, perhaps of effect only where another annotation has one of these values. Canonical is HAProxy's
    /// form (manual 2.5): <c>30s</c>, <c>1500ms</c>.
    /// </summary>
    public static Annotation Duration(string name, string help, string least, string most, string? needed = null, params string[] values)
    {
        var (from, to) = (Limit(least), Limit(most));
        return new(name, $"a duration from {least} to {most} in whole milliseconds, such as 1m30s", help, text =>
        {
            if (!GoDuration.TryParse(text, out var value) || value < from || value > to || value.Ticks % TimeSpan.TicksPerMillisecond != 0)
                return null;
            var milliseconds = value.Ticks / TimeSpan.TicksPerMillisecond;
            return milliseconds % 1000 == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000}s")
                : string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
        })
        {
            Needs = needed is null ? null : (needed, values),
        };
    }

    /// <summary>A whole number.</summary>
    public static Annotation Whole(string name, string help, int least, int most) => new(
        name, $"a whole number from {least} to {most}", help, text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
                ? value.ToString(CultureInfo.InvariantCulture)
                : null)
    {
        IsNumber = true,
    };

    /// <summary>The path of a URL, perhaps with a query; of effect where another annotation has one of these values.</summary>
    public static Annotation Path(string name, string help, string needed, params string[] values) => new(
        name, $"a path that begins with / and has at most {LongestPath} letters, digits and /-._~?&=:,@+", help, text =>
            text.Length is > 0 and <= LongestPath && text[0] == '/' && !text.AsSpan().ContainsAnyExcept(PathCharacters) ? text : null)
    {
        Needs = (needed, values),
    };

    private static TimeSpan Limit(string text) => GoDuration.TryParse(text, out var limit)
        ? limit
        : throw new ArgumentException($"\"{text}\" is no duration.", nameof(text));
}
