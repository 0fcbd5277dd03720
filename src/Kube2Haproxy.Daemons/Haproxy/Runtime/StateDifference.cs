using System.Net;
using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>A server that is not as it must be.</summary>
/// <param name="Backend">Its backend.</param>
/// <param name="Name">Its name.</param>
/// <param name="Must">Null where there must be none.</param>
/// <param name="Has">Null where there is none.</param>
internal sealed record StateDifference(string Backend, string Name, BackendServer? Must, RunningServer? Has)
{
    private const int Told = 3;

    /// <summary>In no order. The order of servers counts for nothing.</summary>
    /// <param name="running">Of these backends, without those that wait for their deletion.</param>
    /// <param name="wanted">What the backends must have. Those of which nobody knows what they must be are as they are.</param>
    public static IReadOnlyList<StateDifference> Between(IEnumerable<RunningServer> running, IReadOnlyCollection<BackendServers> wanted)
    {
        var found = running.ToDictionary(static server => (server.Backend, server.Name));
        var differences = new List<StateDifference>();
        foreach (var backend in wanted)
        {
            foreach (var name in backend.Unclear)
                found.Remove((backend.Backend, name));

            foreach (var server in backend.Servers)
            {
                if (!found.Remove((server.Backend, server.Name), out var has) || has != RunningServer.Of(server))
                    differences.Add(new StateDifference(server.Backend, server.Name, server, has));
            }
        }

        return [.. differences, .. found.Values.Select(static extra => new StateDifference(extra.Backend, extra.Name, null, extra))];
    }

    /// <summary>The first few in words, one after the other.</summary>
    public static string Words(IReadOnlyCollection<StateDifference> differences) =>
        string.Join("; ", differences.Take(Told)) + (differences.Count > Told ? $"; and {differences.Count - Told} more" : "");

    /// <summary>What makes it as it must be; null where no command can.</summary>
    /// <param name="wanted">Its backend.</param>
    public ServerChange? Change(BackendServers wanted) => this switch
    {
        { Has: null, Must: { } must } => wanted.NotAdded.Contains(Name) ? null : new ServerChange.Add(must),
        { Has: { } has, Must: null } => new ServerChange.Remove(
            new BackendServer(Backend, Name, has.Id, has.Address ?? IPAddress.None, has.Port, has.Weight, has.IsInMaintenance, "")),
        { Has: { Address: { } address } has, Must: { } must } when has.Id == must.Id => new ServerChange.Set(
            must with { Address = address, Port = has.Port, Weight = has.Weight, IsInMaintenance = has.IsInMaintenance }, must),
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() => this switch
    {
        { Must: { } must, Has: { } has } => $"{Backend}/{Name} is {Words(has)} and must be {Words(RunningServer.Of(must))}",
        { Must: not null } => $"{Backend}/{Name} is missing",
        _ => $"{Backend}/{Name} must not be there",
    };

    private static string Words(RunningServer server) =>
        $"{server.Address} port {server.Port} id {server.Id} weight {server.Weight}{(server.IsInMaintenance ? " in maintenance" : "")}";
}
