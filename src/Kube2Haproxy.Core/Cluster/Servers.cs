using System.Net;
using System.Text;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>Endpoints → the servers of one backend of pods: one a pair of address and port, with a stable name and id.</summary>
internal static class Servers
{
    /// <summary>Sorted by name. An endpoint that neither is ready nor drains gives none.</summary>
    /// <param name="endpoints">Of one port and one family, from all objects of the Service, in any order.</param>
    /// <param name="publishNotReady">Every endpoint counts as ready.</param>
    public static IReadOnlyList<Server> Of(IEnumerable<Endpoint> endpoints, bool publishNotReady)
    {
        var merged = endpoints
            .Select(endpoint => publishNotReady ? endpoint with { Ready = true, Serving = true } : endpoint)
            .GroupBy(endpoint => (endpoint.Address, endpoint.Port))
            .Select(Best)
            .ToList();

        // Draining endpoints keep their sessions and get no new ones, unless nobody else is there (KEP-1669).
        var anyReady = merged.Exists(endpoint => endpoint.Ready);
        var served = merged.Where(endpoint => endpoint.Ready || IsDraining(endpoint)).ToList();
        var podsSeenTwice = served.Select(endpoint => endpoint.Pod).OfType<string>().CountBy(pod => pod)
            .Where(pod => pod.Value > 1).Select(pod => pod.Key).ToHashSet(StringComparer.Ordinal);

        var ids = new HashSet<int>();
        return served
            .Select(endpoint => (Endpoint: endpoint, Name: ServerName.Of(endpoint, endpoint.Pod is { } pod && podsSeenTwice.Contains(pod))))
            .OrderBy(named => named.Name, StringComparer.Ordinal)
            .Select(named => Server(named.Endpoint, named.Name, ids, anyReady))
            .ToList();
    }

    /// <summary>One address in several slices: ready anywhere wins, then serving; the rest of the order only makes it one answer.</summary>
    private static Endpoint Best(IGrouping<(IPAddress Address, int Port), Endpoint> same)
    {
        // Nearly always there is one, which needs no sorting.
        if (same.TryGetNonEnumeratedCount(out var count) && count == 1)
            return same.First();

        return same.OrderByDescending(e => e.Ready)
            .ThenByDescending(e => e.Serving)
            .ThenBy(e => e.Terminating)
            .ThenBy(e => e.Pod, StringComparer.Ordinal)
            .ThenBy(e => e.Node, StringComparer.Ordinal)
            .ThenBy(e => e.Zone, StringComparer.Ordinal)
            .ThenBy(e => string.Join(',', e.HintZones), StringComparer.Ordinal)
            .ThenBy(e => string.Join(',', e.HintNodes), StringComparer.Ordinal)
            .First();
    }

    public static bool IsDraining(Endpoint endpoint) => endpoint is { Serving: true, Terminating: true };

    private static Server Server(Endpoint endpoint, string name, HashSet<int> ids, bool anyReady)
    {
        var weight = endpoint.Ready || !anyReady ? 1 : 0;
        return new Server(
            name, Id(name, ids), endpoint.Address, endpoint.Port, endpoint.Ready, endpoint.Serving, endpoint.Terminating, weight,
            endpoint.Node, endpoint.Zone)
        {
            HintZones = endpoint.HintZones,
            HintNodes = endpoint.HintNodes,
        };
    }

    /// <summary>
    /// A hash of the name, so that a server has the same id in the file, at runtime and on both nodes: HAProxy places servers on a
    /// consistent hash's ring by id. The later of two names with one hash takes the next free id.
    /// </summary>
    public static int Id(string name, HashSet<int> ids)
    {
        // FNV-1a: spreads short names well, and no library may change it under us.
        var hash = 2166136261;
        foreach (var one in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ one) * 16777619;

        var id = (int)(hash & int.MaxValue);
        while (id == 0 || !ids.Add(id))
            id = id == int.MaxValue ? 1 : id + 1;

        return id;
    }
}
