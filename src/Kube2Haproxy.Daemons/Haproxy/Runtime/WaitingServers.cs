using System.Diagnostics.CodeAnalysis;
using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>Servers in maintenance that are to be deleted when nobody uses them any more, which may take days.</summary>
internal sealed class WaitingServers
{
    private readonly Dictionary<(string Backend, string Name), BackendServer> _servers = [];
    private WorkerIdentity? _worker;
    private string _last = "";

    /// <summary>In no order.</summary>
    public IReadOnlyCollection<BackendServer> All => _servers.Values;

    /// <summary>Forgets those of another worker: they ended with it, or end with its last connection.</summary>
    public void Meet(WorkerIdentity worker)
    {
        if (!worker.IsSame(_worker))
            _servers.Clear();

        _worker = worker;
    }

    /// <summary>Some of their backends, in the order of their names, after those of the last time; from the first on again behind the last.</summary>
    /// <param name="count">So many, or all.</param>
    public IReadOnlySet<string> NextBackends(int count)
    {
        var all = _servers.Keys.Select(static key => key.Backend).Distinct().Order(StringComparer.Ordinal).ToList();
        var first = all.FindIndex(name => string.CompareOrdinal(name, _last) > 0);
        var next = all.Skip(Math.Max(first, 0)).Concat(all).Take(Math.Min(count, all.Count)).ToList();
        _last = next.LastOrDefault("");
        return next.ToHashSet(StringComparer.Ordinal);
    }

    public void Add(BackendServer server) => _servers[(server.Backend, server.Name)] = server;

    public void Remove(BackendServer server) => _servers.Remove((server.Backend, server.Name));

    public bool TryFind(BackendServer server, [MaybeNullWhen(false)] out BackendServer waiting) =>
        _servers.TryGetValue((server.Backend, server.Name), out waiting);

    /// <summary>Whether it is as it waits, so that nobody misses it. One that somebody took out of maintenance is not.</summary>
    public bool Explain(RunningServer running) => running.IsInMaintenance && _servers.ContainsKey((running.Backend, running.Name));
}
