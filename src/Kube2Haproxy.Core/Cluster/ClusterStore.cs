namespace Kube2Haproxy.Core.Cluster;

/// <summary>The cluster as the deltas so far tell it. For one loop only: it has no lock.</summary>
public sealed class ClusterStore
{
    private readonly ClusterObjects _objects = new();
    private readonly ExposedCluster _exposed;
    private readonly BackendKind _backends;

    /// <param name="backends">Whether nodes are needed.</param>
    public ClusterStore(BackendKind backends = BackendKind.Pod)
    {
        _backends = backends;
        _exposed = new ExposedCluster(_objects);
    }

    /// <summary>
    /// Services, endpoints and, where they are needed, nodes have been listed once. Until then nothing may be rendered. Where namespaces are
    /// listed one by one, the first message of the source holds all of them, so that none is missing between two messages.
    /// </summary>
    public bool IsComplete => _objects.AreListed && (_backends != BackendKind.NodePort || _objects.Nodes.WereListed);

    /// <summary>Takes one change in. Those of one object must come in order.</summary>
    public void Apply(ClusterDelta delta) => _objects.Take(delta);

    /// <summary>
    /// What is exposed now. What has not changed since the last view is the same instance as there: a Service, a list, the view itself.
    /// Takes time for the Services that have changed; for all of them where the rules are another instance, or nodes that are servers have
    /// changed.
    /// </summary>
    public ClusterView View(ExposureRules rules) => _exposed.View(rules);
}
