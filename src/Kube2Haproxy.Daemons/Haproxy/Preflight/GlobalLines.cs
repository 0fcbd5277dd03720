using System.Globalization;
using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>What section <c>global</c> says of sockets and descriptors.</summary>
internal sealed class GlobalLines
{
    /// <summary>Of the stats sockets, where nothing is said: HAProxy keeps a descriptor for each, in master-worker mode also without such a socket.</summary>
    private const int UsualSessions = 10;

    private readonly List<string> _others = [];
    private int _statsSockets;
    private int _sessions = UsualSessions;

    public bool SharesPorts { get; private set; } = true;

    /// <summary>Stats sockets, and their sessions beyond the usual number.</summary>
    public int Sockets => _statsSockets + _sessions - UsualSessions;

    public int? MaxConn { get; private set; }

    public bool IsCounted { get; private set; } = true;

    public string Others => string.Join('\n', _others.Order(StringComparer.Ordinal));

    /// <summary>The last line of a kind counts.</summary>
    public void Add(ConfigurationLine line)
    {
        switch (line.Words)
        {
            case ["noreuseport", ..]:
                SharesPorts = false;
                break;
            case ["no", "noreuseport", ..]:
                SharesPorts = true;
                break;
            case ["maxconn", var number, ..]:
                IsCounted &= int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var maxConn);

                // 0 is HAProxy's word for none.
                MaxConn = maxConn == 0 ? null : maxConn;
                break;
            case ["stats", "socket", var address, ..]:
                _statsSockets += address.Split(',', StringSplitOptions.RemoveEmptyEntries).Length;
                break;

            case ["stats", "maxconn", var number, ..]:
                IsCounted &= int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _sessions);
                break;

            // With them, HAProxy has another limit than the process, or goes on where it is too low.
            case ["ulimit-n" or "fd-hard-limit" or "strict-limits", ..] or ["no", "strict-limits", ..]:
                IsCounted = false;
                break;
            case ["nbthread" or "thread-groups" or "thread-group" or "cpu-map" or "numa-cpu-mapping" or "maxpipes"
                    or "ssl-engine" or "ssl-mode-async" or "tune.listener.default-shards" or "tune.listener.multi-queue", ..]
                or ["no", "numa-cpu-mapping" or "tune.listener.multi-queue", ..]:
                AddOther(line.Text);
                break;
        }
    }

    public void AddOther(string line) => _others.Add(line);
}
