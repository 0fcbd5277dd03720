using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>The commands of a list of changes, given which servers wait for their deletion.</summary>
internal static class RuntimePass
{
    /// <summary>In the order of the changes.</summary>
    public static IReadOnlyList<RuntimeCommand> Commands(IEnumerable<ServerChange> changes, WaitingServers waiting) =>
        [.. changes.SelectMany(change => change switch
        {
            ServerChange.Add add when waiting.TryFind(add.Server, out _) => RuntimeCommand.TakeUp(add.Server),
            ServerChange.Add add => RuntimeCommand.Add(add.Server),
            ServerChange.Set set => RuntimeCommand.Set(set.Before, set.After),
            ServerChange.Remove remove => RuntimeCommand.Retire(remove.Server),
            _ => throw new InvalidOperationException($"No command makes {change}."),
        })];

    /// <summary>Null, or which server comes back as no command can make it while it waits.</summary>
    public static string? Obstacle(IEnumerable<ServerChange> changes, WaitingServers waiting) => changes
        .OfType<ServerChange.Add>()
        .Select(add => waiting.TryFind(add.Server, out var old) && (old.Id != add.Server.Id || old.Options != add.Server.Options)
            ? $"{Name(old)} still has sessions and comes back with other options: \"id {old.Id} {old.Options}\" was, "
                + $"\"id {add.Server.Id} {add.Server.Options}\" is wanted."
            : null)
        .FirstOrDefault(obstacle => obstacle is not null);

    /// <summary>What waits after the changes.</summary>
    public static void Note(IEnumerable<ServerChange> changes, WaitingServers waiting)
    {
        foreach (var change in changes)
        {
            if (change is ServerChange.Add add)
                waiting.Remove(add.Server);
            else if (change is ServerChange.Remove remove)
                waiting.Add(remove.Server);
        }
    }

    private static string Name(BackendServer server) => $"{server.Backend}/{server.Name}";
}
