using System.Net;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>A node of the cluster (core/v1), as far as kube2haproxy reads it. Its status changes all the time, so it is compared.</summary>
public sealed record Node : IClusterObject
{
    /// <summary>Without a namespace: nodes are in none.</summary>
    public required NamespacedName Name { get; init; }

    /// <summary><c>status.addresses</c> of type InternalIP, in their order; the first of a family is the one that is used.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>The condition Ready is True. Where it is missing or Unknown, it is not.</summary>
    public bool IsReady { get; init; }

    /// <summary>It is about to go: deleted, or tainted by the cluster autoscaler that takes it away.</summary>
    public bool IsLeaving { get; init; }

    /// <summary>The label <c>node.kubernetes.io/exclude-from-external-load-balancers</c> is there, whatever its value.</summary>
    public bool IsExcluded { get; init; }

    /// <summary>The label <c>topology.kubernetes.io/zone</c>; null where there is none.</summary>
    public string? Zone { get; init; }

    /// <inheritdoc/>
    public bool Equals(Node? other) =>
        other is not null
        && (Name, IsReady, IsLeaving, IsExcluded, Zone) == (other.Name, other.IsReady, other.IsLeaving, other.IsExcluded, other.Zone)
        && Addresses.SequenceEqual(other.Addresses);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode();
}
