using System.Buffers;
using System.Globalization;
using System.Text;

namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>A line of a configuration, split into words as HAProxy does it (configuration.txt, 2.2; <c>parse_line</c> of 2.6 and 3.0).</summary>
internal sealed class ConfigurationLine
{
    /// <summary>What ends a word, begins something else than one, or is read again where the word is an address (<c>$</c>).</summary>
    private static readonly SearchValues<char> Special = SearchValues.Create(" \t\n\r\\\"'#;<$");

    private readonly string _raw;

    private ConfigurationLine(string raw, IReadOnlyList<string> words, bool isLiteral) => (_raw, Words, IsLiteral) = (raw, words, isLiteral);

    /// <summary>Without quotes and escapes; none where it is blank or a comment.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>False where more than the text decides (an environment variable), or where HAProxy would refuse it or stop reading.</summary>
    public bool IsLiteral { get; }

    /// <summary>The same for lines that mean the same: words with a space between.</summary>
    public string Text => IsLiteral ? string.Join(' ', Words.Select(Escaped)) : _raw;

    /// <summary>Reads it.</summary>
    /// <param name="line">Without the line's end.</param>
    public static ConfigurationLine Read(ReadOnlySpan<char> line)
    {
        var raw = line.Trim().ToString();
        var words = new List<string>();
        var isLiteral = new Splitter(words).Split(raw);
        return new ConfigurationLine(raw, words, isLiteral);
    }

    /// <summary>The word with a backslash before what would end it or be taken for something else.</summary>
    public static string Escaped(string word)
    {
        if (word.Length > 0 && !word.AsSpan().ContainsAny(Special))
            return word;

        var escaped = new StringBuilder(word.Length + 2);
        foreach (var one in word)
        {
            if (Special.Contains(one))
                escaped.Append('\\');
            escaped.Append(one);
        }

        return escaped.Length == 0 ? "\"\"" : escaped.ToString();
    }

    /// <summary>What C's <c>isspace</c> says of a character within a line.</summary>
    public static bool IsSpace(char one) => one is ' ' or '\t' or '\v' or '\f' or '\r';

    private sealed class Splitter(List<string> words)
    {
        private readonly StringBuilder _word = new();
        private bool _isWord;
        private bool _isLiteral = true;

        public bool Split(string line)
        {
            var quote = '\0';
            for (var i = 0; i < line.Length; i++)
            {
                var one = line[i];
                if (one == '\r' || (one == '#' && quote == '\0'))
                {
                    break;
                }

                if ((one == '"' && quote != '\'') || (one == '\'' && quote != '"'))
                {
                    quote = quote == '\0' ? one : '\0';
                    _isWord = true;
                }
                else if (one == '\\' && quote != '\'')
                {
                    i += Escape(line.AsSpan(i + 1), quote == '"');
                }
                else if (quote == '\0' && IsSpace(one))
                {
                    EndWord();
                }
                else
                {
                    _isLiteral &= one != '\0' && (one != '$' || quote != '"');
                    Append(one);
                }
            }

            EndWord();
            return _isLiteral && quote == '\0';
        }

        /// <summary>The length of what is behind the backslash and belongs to it.</summary>
        private int Escape(ReadOnlySpan<char> rest, bool isInQuotes)
        {
            switch (rest is [var next, ..] ? next : '\0')
            {
                case ' ' or '\\' or '#' or '\'' or '"':
                    Append(rest[0]);
                    return 1;
                case '$' when isInQuotes:
                    Append('$');
                    return 1;
                case 't':
                    Append('\t');
                    return 1;
                case 'n':
                    Append('\n');
                    return 1;
                case 'r':
                    Append('\r');
                    return 1;
                case 'x':
                    // Bytes that are not ASCII would have to be put together to characters.
                    var isRead = byte.TryParse(rest[1..Math.Min(3, rest.Length)], NumberStyles.AllowHexSpecifier, null, out var value);
                    _isLiteral &= isRead && rest.Length > 2 && value is > 0 and < 0x80;
                    Append((char)value);
                    return Math.Min(3, rest.Length);
                default:
                    Append('\\');
                    return 0;
            }
        }

        private void Append(char one)
        {
            _word.Append(one);
            _isWord = true;
        }

        private void EndWord()
        {
            if (!_isWord)
                return;

            // HAProxy takes an empty word for the line's end in places.
            _isLiteral &= _word.Length > 0;
            words.Add(_word.ToString());
            _word.Clear();
            _isWord = false;
        }
    }
}
