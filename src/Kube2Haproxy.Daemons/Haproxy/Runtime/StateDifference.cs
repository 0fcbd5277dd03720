using Kube2Haproxy.Daemons.Haproxy.Plan;

namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>Compares what runs with what is wanted.</summary>
internal static class StateDifference
{
    private const int Told = 3;

    /// <summary>The first few differences in words; null where there is none. The order of servers counts for nothing.</summary>
    /// <param name="running">Without those that wait for their deletion.</param>
    /// <param name="wanted">Of the same backends.</param>
    public static string? Between(IEnumerable<RunningServer> running, IEnumerable<BackendServer> wanted)
    {
        var found = running.ToDictionary(server => (server.Backend, server.Name));
        var differences = new List<string>();
        foreach (var server in wanted)
        {
            var must = RunningServer.Of(server);
            if (!found.Remove((must.Backend, must.Name), out var has))
                differences.Add($"{must.Backend}/{must.Name} is missing");
            else if (has != must)
                differences.Add($"{must.Backend}/{must.Name} is {Words(has)} and must be {Words(must)}");
        }

        differences.AddRange(found.Values.Select(extra => $"{extra.Backend}/{extra.Name} must not be there"));
        return differences.Count == 0 ? null
            : string.Join("; ", differences.Take(Told)) + (differences.Count > Told ? $"; and {differences.Count - Told} more" : "");
    }

    private static string Words(RunningServer server) =>
        $"{server.Address} port {server.Port} id {server.Id} weight {server.Weight}{(server.IsInMaintenance ? " in maintenance" : "")}";
}
