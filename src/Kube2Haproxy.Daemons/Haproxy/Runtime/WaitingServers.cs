using System.Diagnostics.CodeAnalysis;
using Kube2Haproxy.Daemons.Haproxy.Plan;

namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>Servers in maintenance that are to be deleted when nobody uses them any more, which may take days.</summary>
internal sealed class WaitingServers
{
    private readonly Dictionary<(string Backend, string Name), BackendServer> _servers = [];
    private int _pid;

    /// <summary>In no order.</summary>
    public IReadOnlyCollection<BackendServer> All => _servers.Values;

    /// <summary>Forgets those of another worker: they ended with it, or end with its last connection.</summary>
    public void Meet(int pid)
    {
        if (_pid != pid)
            _servers.Clear();

        _pid = pid;
    }

    public void Add(BackendServer server) => _servers[(server.Backend, server.Name)] = server;

    public void Remove(BackendServer server) => _servers.Remove((server.Backend, server.Name));

    public bool TryFind(BackendServer server, [MaybeNullWhen(false)] out BackendServer waiting) =>
        _servers.TryGetValue((server.Backend, server.Name), out waiting);

    /// <summary>Whether it is as it waits, so that nobody misses it. One that somebody took out of maintenance is not.</summary>
    public bool Explain(RunningServer running) => running.IsInMaintenance && _servers.ContainsKey((running.Backend, running.Name));
}
