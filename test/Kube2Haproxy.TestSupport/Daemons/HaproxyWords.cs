using System.Text;

namespace Kube2Haproxy.TestSupport.Daemons;

/// <summary>Reads a configuration into words as HAProxy does (manual 2.2: quotes, escapes, comments).</summary>
public static class HaproxyWords
{
    /// <summary>The words of each line that has any.</summary>
    /// <exception cref="FormatException">A quote is not closed, or a variable would be put in.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Of(string text) =>
        [.. text.Split('\n').Select(Words).Where(words => words.Count > 0)];

    private static List<string> Words(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        char? quote = null;
        for (var i = 0; i < line.Length; i++)
        {
            var one = line[i];
            if (one == '\0')
                throw new FormatException($"HAProxy reads no further than a NUL: {line}");

            if (one == quote)
            {
                quote = null;
            }
            else if (quote is null && (one is '"' or '\''))
            {
                quote = one;
                word ??= new();
            }
            else if (quote is null && (one is ' ' or '\t' or '\r'))
            {
                Add();
            }
            else if (quote is null && one == '#')
            {
                break;
            }
            else if (one == '$' && quote == '"')
            {
                throw new FormatException($"A variable is put in: {line}");
            }
            else
            {
                // Which character an escape stands for makes no difference to what is a word.
                if (one == '\\' && quote != '\'' && i + 1 < line.Length)
                    one = line[++i];
                (word ??= new()).Append(one);
            }
        }

        Add();
        return quote is null ? words : throw new FormatException($"A quote is not closed: {line}");

        void Add()
        {
            if (word is not null)
                words.Add(word.ToString());
            word = null;
        }
    }
}
