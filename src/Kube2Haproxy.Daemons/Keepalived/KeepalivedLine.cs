using System.Buffers;
using System.Text;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>One line as Keepalived's parser takes it apart (<c>decomment</c>, <c>read_line</c>, <c>alloc_strvec_r</c> of 2.2.7).</summary>
internal static class KeepalivedLine
{
    private static readonly SearchValues<char> Space = SearchValues.Create(" \t\f\v\r");
    private static readonly SearchValues<char> EndOfWord = SearchValues.Create(" \t\f\v\r\"{}");

    private static readonly SearchValues<char> OfComments = SearchValues.Create("#!\\");

    /// <summary>The words between its braces, and each brace by itself. What is in quotes is one word.</summary>
    public static IEnumerable<IReadOnlyList<string>> Statements(string line)
    {
        var text = WithoutComment(line);
        var words = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = at + 1;
            switch (text[at])
            {
                case '{' or '}':
                    if (words.Count > 0)
                        yield return words;

                    yield return [text[at].ToString()];
                    words = [];
                    break;
                case '"':
                    // Without its end it is a fault, to Keepalived too.
                    var quote = text.IndexOf('"', end);
                    if (quote < 0)
                        yield break;

                    words.Add(text[end..quote]);
                    end = quote + 1;
                    break;
                case var sign when !Space.Contains(sign):
                    var length = text.AsSpan(at).IndexOfAny(EndOfWord);
                    end = length < 0 ? text.Length : at + length;
                    words.Add(text[at..end]);
                    break;
            }

            at = end;
        }

        if (words.Count > 0)
            yield return words;
    }

    /// <summary>A comment begins with a sign that is neither in quotes nor behind a backslash, also within a word.</summary>
    private static string WithoutComment(string line)
    {
        if (!line.AsSpan().ContainsAny(OfComments))
            return line;

        var text = new StringBuilder(line.Length);
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\' && i + 1 < line.Length)
            {
                if (isQuoted || line[i + 1] is not ('#' or '!'))
                    text.Append(line[i]);
                i++;
            }
            else if (!isQuoted && line[i] is ('#' or '!'))
            {
                break;
            }
            else
            {
                isQuoted ^= line[i] == '"';
            }

            text.Append(line[i]);
        }

        return text.ToString();
    }
}
