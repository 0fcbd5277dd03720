using System.Buffers;

namespace Kube2Haproxy.Rendering.Templates.Model;

/// <summary>Makes text from the cluster harmless before a template sees it: whoever may annotate a Service must not configure HAProxy.</summary>
/// <remarks>
/// Kept are letters and digits of every script, and <c>- _ . : / , = + @ ? * &amp;</c>. Anything else becomes <c>_</c>: what ends
/// a line (control characters), what ends or escapes a word (quotes, backslash), what begins a comment (<c>#</c>, Keepalived's <c>!</c>),
/// a variable (<c>$</c>), an expression (<c>%</c>, parentheses, brackets), a block (braces) or a further command (<c>;</c>). The length
/// stays: HAProxy reads lines of any, and a list that lost its end might allow what it denies.
/// </remarks>
internal static class ClusterText
{
    private const string Kept = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/,=+@?*&";

    private static readonly SearchValues<char> InWord = SearchValues.Create(Kept);
    private static readonly SearchValues<char> InText = SearchValues.Create(Kept + " ");

    /// <summary>
    /// The text with <c>_</c> for each character that is not harmless. It may hold spaces: it is one word in double quotes only.
    /// </summary>
    public static string Text(string text) => Replace(text, InText);

    /// <summary>The same without spaces: a word, unless it is empty.</summary>
    public static string Word(string text) => Replace(text, InWord);

    private static string Replace(string text, SearchValues<char> kept) =>
        text.AsSpan().ContainsAnyExcept(kept)
            ? string.Create(text.Length, (text, kept), static (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                    span[i] = source.kept.Contains(source.text[i]) || char.IsLetterOrDigit(source.text[i]) ? source.text[i] : '_';
            })
            : text;
}
