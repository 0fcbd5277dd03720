using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Sources.Manifests;

/// <summary>Two scans → what changed between them.</summary>
internal static class ManifestDeltas
{
    /// <summary>Everything, as the first message of a source holds it.</summary>
    public static IReadOnlyList<ClusterDelta> All(ManifestScan scan) =>
    [
        new Replaced<Service>([.. scan.Entries.Select(entry => entry.Object.Service).OfType<Service>()]),
        new Replaced<ServiceEndpoints>([.. scan.Entries.Select(entry => Endpoints(entry.Object)).OfType<ServiceEndpoints>()]),
    ];

    /// <summary>Only what differs; empty where nothing does.</summary>
    /// <param name="before">The last scan that was handed on.</param>
    /// <param name="now">The newest one.</param>
    /// <param name="time">When it was made: the time of deletions, and the latest that a change can have.</param>
    public static IReadOnlyList<ClusterDelta> Between(ManifestScan before, ManifestScan now, DateTimeOffset time)
    {
        var old = before.Entries.ToDictionary(entry => (entry.Object.Kind, entry.Object.Name));
        var deltas = new List<ClusterDelta>();
        foreach (var entry in now.Entries)
        {
            if (old.Remove((entry.Object.Kind, entry.Object.Name), out var last) && last.Object.Json == entry.Object.Json)
                continue;

            var changed = entry.WrittenAt < time ? entry.WrittenAt : time;
            if (entry.Object.Service is { } service)
                deltas.Add(new Upserted<Service>(service, changed));
            else if (Endpoints(entry.Object) is { } endpoints)
                deltas.Add(new Upserted<ServiceEndpoints>(endpoints, changed));
            else if (last is not null)
                deltas.Add(new Deleted<ServiceEndpoints>(EndpointsName(entry.Object), time));
        }

        deltas.AddRange(old.Values.Select<ManifestEntry, ClusterDelta>(gone => gone.Object.Kind == "Service"
            ? new Deleted<Service>(gone.Object.Name, time)
            : new Deleted<ServiceEndpoints>(EndpointsName(gone.Object), time)));
        return deltas;
    }

    private static ServiceEndpoints? Endpoints(ManifestObject one) =>
        one.Endpoints is { } endpoints ? endpoints with { Name = EndpointsName(one) } : null;

    /// <summary>An EndpointSlice and an Endpoints object may share a name; no name has a slash.</summary>
    private static NamespacedName EndpointsName(ManifestObject one) =>
        one.Kind == "Endpoints" ? one.Name with { Name = $"endpoints/{one.Name.Name}" } : one.Name;
}
