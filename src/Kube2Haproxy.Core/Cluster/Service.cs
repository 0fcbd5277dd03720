using System.Net;
using Kube2Haproxy.Core.Annotations;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>A Kubernetes Service (core/v1), as far as kube2haproxy reads it. Never compared by <c>==</c>: it holds lists.</summary>
public sealed record Service : IClusterObject
{
    /// <inheritdoc/>
    public required NamespacedName Name { get; init; }

    /// <summary>
    /// <c>metadata.uid</c>; empty where a manifest has none. A Service that is deleted and created again under its name has another one.
    /// </summary>
    public string Uid { get; init; } = "";

    /// <summary><c>metadata.resourceVersion</c>; empty where a manifest has none.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary><c>metadata.creationTimestamp</c>; the least value where a manifest has none. The older of two rivals wins.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>metadata.labels</c>, as they are in the cluster.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary><c>metadata.annotations</c>, as they are in the cluster: values may hold any text.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>What <see cref="Annotations"/> say of <see cref="Ports"/>, read once by whoever makes the Service.</summary>
    public ServiceSettings Settings { get; init; } = ServiceSettings.None;

    /// <summary><c>spec.type</c>.</summary>
    public ServiceType Type { get; init; }

    /// <summary><c>spec.clusterIP</c> is <c>None</c>: it has no address on purpose, whatever else it says.</summary>
    public bool IsHeadless { get; init; }

    /// <summary>
    /// <c>spec.clusterIPs</c>, at most one a family; empty for headless and ExternalName Services, and while none is allocated.
    /// </summary>
    public IReadOnlyList<IPAddress> ClusterAddresses { get; init; } = [];

    /// <summary><c>spec.externalIPs</c> in their order.</summary>
    public IReadOnlyList<IPAddress> ExternalAddresses { get; init; } = [];

    /// <summary>For type LoadBalancer; else null.</summary>
    public LoadBalancer? LoadBalancer { get; init; }

    /// <summary>What stands in <see cref="ServiceFields"/> and is no address.</summary>
    public IReadOnlyList<UnreadableAddress> UnreadableAddresses { get; init; } = [];

    /// <summary><c>spec.ports</c> in their order.</summary>
    public IReadOnlyList<ServicePort> Ports { get; init; } = [];

    /// <summary><c>spec.sessionAffinityConfig.clientIP.timeoutSeconds</c> where <c>sessionAffinity</c> is ClientIP; else null.</summary>
    public TimeSpan? ClientAffinity { get; init; }

    /// <summary><c>spec.loadBalancerSourceRanges</c>: the clients that may connect; empty for all.</summary>
    public IReadOnlyList<IPNetwork> SourceRanges { get; init; } = [];

    /// <summary><c>spec.publishNotReadyAddresses</c>: endpoints count as ready whatever they say.</summary>
    public bool PublishNotReadyAddresses { get; init; }

    /// <summary><c>spec.trafficDistribution</c>, such as <c>PreferSameZone</c>; null where it says none. Only for templates.</summary>
    public string? TrafficDistribution { get; init; }

    /// <summary><c>spec.internalTrafficPolicy</c>, <c>Cluster</c> or <c>Local</c>; null where it says none. Only for templates.</summary>
    public string? InternalTrafficPolicy { get; init; }

    /// <summary><c>spec.externalTrafficPolicy</c>, <c>Cluster</c> or <c>Local</c>; null where it says none.</summary>
    /// <remarks>Where nodes are the servers, <c>Local</c> leaves those that have an endpoint; else only templates see it.</remarks>
    public string? ExternalTrafficPolicy { get; init; }

    /// <summary>Whether nodes forward what comes to their node ports to their own endpoints alone.</summary>
    internal bool IsLocal => ExternalTrafficPolicy == "Local";

    /// <summary>
    /// <c>spec.healthCheckNodePort</c>: where each node answers over HTTP whether it has a ready endpoint; null where none is allocated.
    /// </summary>
    public int? HealthCheckNodePort { get; init; }

    /// <summary>
    /// Equal in value but for the resourceVersion, and so for whoever serves it. A member that is forgotten here makes a difference; it
    /// does not hide one.
    /// </summary>
    internal bool SaysTheSameAs(Service other) =>
        this with
        {
            ResourceVersion = other.ResourceVersion,
            Labels = other.Labels,
            Annotations = other.Annotations,
            Settings = other.Settings,
            ClusterAddresses = other.ClusterAddresses,
            ExternalAddresses = other.ExternalAddresses,
            LoadBalancer = other.LoadBalancer,
            UnreadableAddresses = other.UnreadableAddresses,
            Ports = other.Ports,
            SourceRanges = other.SourceRanges,
        } == other
        && AreSame(Labels, other.Labels)
        && AreSame(Annotations, other.Annotations)
        && ClusterAddresses.SequenceEqual(other.ClusterAddresses)
        && ExternalAddresses.SequenceEqual(other.ExternalAddresses)
        && (LoadBalancer is { } one && other.LoadBalancer is { } another ? one.SaysTheSameAs(another) : LoadBalancer == other.LoadBalancer)
        && UnreadableAddresses.SequenceEqual(other.UnreadableAddresses)
        && Ports.SequenceEqual(other.Ports)
        && SourceRanges.SequenceEqual(other.SourceRanges);

    private static bool AreSame(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(one => right.TryGetValue(one.Key, out var value) && value == one.Value);
}
