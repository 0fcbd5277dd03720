using System.Globalization;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>Finds the instances in the text of a configuration, as Keepalived's parser does (<c>process_stream</c> of 2.2.7).</summary>
internal sealed class VrrpInstanceReader
{
    /// <summary>Of VRRP version 2; version 3 has no longer one than 40.95 s.</summary>
    private const double LongestInterval = 255;

    private readonly List<VrrpInstance> _instances = [];

    /// <summary>For each block that is open, whether it is an instance.</summary>
    private readonly Stack<bool> _open = [];

    /// <summary>What a brace that comes next opens.</summary>
    private IReadOnlyList<string> _opening = [];

    private List<VrrpAddress> _advertised = [];
    private List<VrrpAddress> _excluded = [];

    /// <summary>The list that the lines are entries of; null outside of one.</summary>
    private List<VrrpAddress>? _list;

    /// <summary>A definition of several lines has not ended.</summary>
    private bool _isDefining;

    private VrrpInstanceReader()
    {
    }

    /// <summary>As <see cref="VrrpInstance.Read"/>.</summary>
    public static IReadOnlyList<VrrpInstance> Read(string text)
    {
        var reader = new VrrpInstanceReader();
        var number = 0;
        foreach (var line in text.Split('\n'))
            reader.Add(line.Trim(' ', '\t', '\r'), ++number);
        return reader._instances;
    }

    private void Add(string line, int number)
    {
        if (_isDefining || (line is ['$', ..] && line.Contains('=', StringComparison.Ordinal)))
        {
            _isDefining = line is [.., '\\'];
            return;
        }

        // A line that counts on some nodes only, or is many lines: what is in it is not to be known.
        if (line is ['@' or '~', ..])
        {
            _list?.Add(new VrrpAddress(line, null, number));
            return;
        }

        foreach (var statement in KeepalivedLine.Statements(line))
            Add(statement, number);
    }

    private void Add(IReadOnlyList<string> statement, int line)
    {
        if (_list is not null)
        {
            // Its lines have no blocks, and it may have begun without a brace.
            if (statement is ["}"])
                _list = null;
            else if (statement is not ["{"])
                _list.Add(VrrpAddress.Read(statement[0], line));
            return;
        }

        switch (statement)
        {
            case ["{"]:
                Open();
                break;
            case ["}"]:
                _open.TryPop(out _);
                break;
            case ["virtual_router_id", var id, ..] when IsInInstance && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                _instances[^1] = _instances[^1] with { RouterId = number };
                break;
            case ["advert_int", var text, ..]
                when IsInInstance && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds):
                _instances[^1] = _instances[^1] with { Interval = TimeSpan.FromSeconds(Math.Min(seconds, LongestInterval)) };
                break;
            case ["virtual_ipaddress", ..] when IsInInstance:
                _list = _advertised;
                break;
            case ["virtual_ipaddress_excluded", ..] when IsInInstance:
                _list = _excluded;
                break;
            default:
                _opening = statement;
                break;
        }
    }

    private bool IsInInstance => _open.TryPeek(out var isInstance) && isInstance;

    private void Open()
    {
        var isInstance = _open.Count == 0 && _opening is ["vrrp_instance", _];
        if (isInstance)
            _instances.Add(new VrrpInstance(_opening[1], _advertised = [], _excluded = []));

        _open.Push(isInstance);
        _opening = [];
    }
}
