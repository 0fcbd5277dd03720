namespace Kube2Haproxy.Core.Cluster;

/// <summary>What may be served in another way than before.</summary>
internal sealed class ClusterChanges
{
    /// <summary>Those that have come, gone or been written again.</summary>
    public HashSet<NamespacedName> Services { get; } = [];

    /// <summary>The Services whose endpoints have; there need be none of that name.</summary>
    public HashSet<NamespacedName> Endpoints { get; } = [];

    /// <summary>Whether a node has.</summary>
    public bool Nodes { get; set; }
}
