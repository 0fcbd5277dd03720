using System.Buffers;
using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>Reads what a configuration asks for. Only lines that say something of it are split into words: there may be 100,000.</summary>
internal sealed class DemandReader(string text)
{
    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\v\f#\"'\\");

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Kinds =
        new HashSet<string>(Section.Kinds, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly List<PlacedListener> _listeners = [];
    private readonly GlobalLines _global = new();
    private readonly CheckCounter _checks = new();
    private string _kind = "";
    private int _depth;
    private int _binds;
    private bool _isCounted = !text.Contains("splice-", StringComparison.Ordinal);

    public SocketDemand Read()
    {
        var rest = text.AsSpan();
        for (var number = 1; !rest.IsEmpty; number++)
        {
            var end = rest.IndexOf('\n');
            ReadLine(number, end < 0 ? rest : rest[..end]);
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return new SocketDemand
        {
            Listeners = _listeners,
            SharesPorts = _global.SharesPorts,
            Sockets = _binds + _checks.Count + _global.Sockets,
            MaxConn = _global.MaxConn,
            Others = _global.Others,
            IsCounted = _isCounted && _checks.IsCertain && _global.IsCounted,
        };
    }

    private void ReadLine(int number, ReadOnlySpan<char> line)
    {
        line = line.TrimStart(" \t\r\v\f");
        var length = line.IndexOfAny(WordEnds);
        var isQuoted = length >= 0 && line[length] is '"' or '\'' or '\\';
        var word = isQuoted ? ConfigurationLine.Read(line).Words.FirstOrDefault("") : length < 0 ? line : line[..length];
        if (word.IsEmpty)
            return;

        if (word[0] == '.')
        {
            // Whether its lines count is for HAProxy to say.
            _depth += word is ".if" ? 1 : word is ".endif" ? -1 : 0;
            _isCounted = false;
        }
        else if (Kinds.Contains(word))
        {
            ReadHeader(word.ToString(), line);
        }
        else if (_kind == "global")
        {
            _global.Add(ConfigurationLine.Read(line));
        }
        else if (word is "bind" && _kind is "frontend" or "listen")
        {
            ReadBind(number, ConfigurationLine.Read(line));
        }
        else if (_kind is "backend" or "listen" or "defaults" && word is "server" or "server-template" or "default-server")
        {
            _checks.Add(line, word);
        }
    }

    private void ReadHeader(string kind, ReadOnlySpan<char> line)
    {
        _kind = kind;
        _checks.Begin(kind);

        // A `peers` makes a frontend of its own.
        if (kind == "peers")
            _global.AddOther(line.TrimEnd().ToString());
    }

    private void ReadBind(int number, ConfigurationLine line)
    {
        var bind = BindLine.Read(line);
        _binds += bind.Sockets;
        _isCounted &= !line.Words.Contains("shards");
        if (_depth == 0)
            _listeners.AddRange(bind.Listeners.Select(listener => new PlacedListener(number, listener)));
    }
}
