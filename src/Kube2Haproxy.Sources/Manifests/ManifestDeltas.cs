using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Sources.Manifests;

/// <summary>Two scans → what changed between them.</summary>
internal static class ManifestDeltas
{
    /// <summary>Everything, as the first message of a source holds it.</summary>
    public static IReadOnlyList<ClusterDelta> All(ManifestScan scan) =>
    [
        new Replaced<Service>([.. Values(scan).OfType<Service>()]),
        new Replaced<ServiceEndpoints>([.. Values(scan).OfType<ServiceEndpoints>()]),
        new Replaced<Node>([.. Values(scan).OfType<Node>()]),
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
            if (old.Remove((entry.Object.Kind, entry.Object.Name), out var last) && IsSame(last.Object, entry.Object))
                continue;

            var changed = entry.WrittenAt < time ? entry.WrittenAt : time;
            if (Upserted(entry.Object, changed) is { } upserted)
                deltas.Add(upserted);
            else if (last is not null)
                deltas.Add(Deleted(last.Object, time));
        }

        deltas.AddRange(old.Values.Select(gone => Deleted(gone.Object, time)));
        return deltas;
    }

    /// <summary>What a node says of itself changes all the time, and hardly ever in what counts; other objects are never equal.</summary>
    private static bool IsSame(ManifestObject one, ManifestObject other) =>
        one.Json == other.Json || (one.Value is { } value && value.Equals(other.Value));

    private static IEnumerable<IClusterObject?> Values(ManifestScan scan) => scan.Entries.Select(entry => Value(entry.Object));

    private static ClusterDelta? Upserted(ManifestObject one, DateTimeOffset time) => Value(one) switch
    {
        Service service => new Upserted<Service>(service, time),
        ServiceEndpoints endpoints => new Upserted<ServiceEndpoints>(endpoints, time),
        Node node => new Upserted<Node>(node, time),
        _ => null,
    };

    private static ClusterDelta Deleted(ManifestObject one, DateTimeOffset time) => one.Kind switch
    {
        "Service" => new Deleted<Service>(one.Name, time),
        "Node" => new Deleted<Node>(one.Name, time),
        _ => new Deleted<ServiceEndpoints>(EndpointsName(one), time),
    };

    private static IClusterObject? Value(ManifestObject one) =>
        one.Endpoints is { } endpoints ? endpoints with { Name = EndpointsName(one) } : one.Value;

    /// <summary>An EndpointSlice and an Endpoints object may share a name; no name has a slash.</summary>
    private static NamespacedName EndpointsName(ManifestObject one) =>
        one.Kind == "Endpoints" ? one.Name with { Name = $"endpoints/{one.Name.Name}" } : one.Name;
}
