using System.Collections.Frozen;
using System.Net;
using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.IntegrationTests.Daemons.Runtime;

/// <summary>The servers that a file has, and then those that changes make of them.</summary>
internal sealed class WantedServers
{
    private static readonly FrozenSet<string> None = FrozenSet<string>.Empty;

    private readonly Dictionary<(string Backend, string Name), BackendServer> _servers = [];
    private readonly HashSet<string> _backends = [];

    /// <summary>All backends that had servers ever, as if none must have any.</summary>
    public IReadOnlyList<BackendServers> Empty => [.. _backends.Select(static name => new BackendServers(name, [], None, None))];

    /// <summary>The backends that the changes touch.</summary>
    public IReadOnlyList<BackendServers> Touched(IEnumerable<ServerChange> changes) =>
        [.. changes.Select(BackendOf).Distinct().Select(name => new BackendServers(name, Of(name), None, None))];

    public static BackendServer Server(
        string backend, string name, int id, int port, string address = "127.0.0.1", int weight = 10, bool maintenance = false, string options = "") =>
        new(backend, name, id, IPAddress.Parse(address), port, weight, maintenance, options);

    public BackendServer? Find(string backend, string name) => _servers.GetValueOrDefault((backend, name));

    /// <summary>Adds them as if the file had them.</summary>
    public WantedServers With(params IEnumerable<BackendServer> servers)
    {
        foreach (var server in servers)
        {
            _servers[(server.Backend, server.Name)] = server;
            _backends.Add(server.Backend);
        }

        return this;
    }

    /// <summary>What is wanted after the changes; returns them.</summary>
    public IReadOnlyList<ServerChange> Want(params IReadOnlyList<ServerChange> changes)
    {
        foreach (var change in changes)
        {
            if (change is ServerChange.Remove(var removed))
                _servers.Remove((removed.Backend, removed.Name));
            else if (change is ServerChange.Add(var added))
                With(added);
            else if (change is ServerChange.Set(_, var after))
                With(after);
        }

        return changes;
    }

    /// <summary>A section.</summary>
    /// <param name="name">Of the backend.</param>
    /// <param name="settings">Its lines before the servers'.</param>
    public string Backend(string name, params string[] settings) => string.Concat(
        settings.Select(line => $"  {line}\n").Prepend($"backend {name}\n").Concat(Of(name).Select(server =>
            $"  server {server.Name} {new IPEndPoint(server.Address, server.Port)} id {server.Id} weight {server.Weight}"
            + $"{(server.IsInMaintenance ? " disabled" : "")} {server.Options}\n")));

    private List<BackendServer> Of(string backend) => [.. _servers.Values.Where(server => server.Backend == backend)];

    private static string BackendOf(ServerChange change) => change switch
    {
        ServerChange.Add(var added) => added.Backend,
        ServerChange.Set(_, var after) => after.Backend,
        ServerChange.Remove(var removed) => removed.Backend,
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };
}
