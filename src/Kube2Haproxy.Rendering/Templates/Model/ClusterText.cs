using System.Buffers;

namespace Kube2Haproxy.Rendering.Templates.Model;

/// <summary>Makes text from the cluster harmless before a template sees it: whoever may annotate a Service must not configure HAProxy.</summary>
/// <remarks>
/// Kept are letters and digits of every script, the space, and <c>- _ . : / , = + @ ? * &amp;</c>. Anything else becomes <c>_</c>: what ends
/// a line (control characters), what ends or escapes a word (quotes, backslash), what begins a comment (<c>#</c>, Keepalived's <c>!</c>),
/// a variable (<c>$</c>), an expression (<c>%</c>, parentheses, brackets), a block (braces) or a further command (<c>;</c>).
/// </remarks>
internal static class ClusterText
{
    private static readonly SearchValues<char> Safe =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -_.:/,=+@?*&");

    /// <summary>The text with <c>_</c> for each character that is not harmless.</summary>
    public static string Sanitize(string text) =>
        text.AsSpan().ContainsAnyExcept(Safe)
            ? string.Create(text.Length, text, static (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                    span[i] = Safe.Contains(source[i]) || char.IsLetterOrDigit(source[i]) ? source[i] : '_';
            })
            : text;
}
