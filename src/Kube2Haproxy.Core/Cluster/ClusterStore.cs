namespace Kube2Haproxy.Core.Cluster;

/// <summary>The cluster as the deltas so far tell it. For one loop only: it has no lock.</summary>
/// <param name="backends">Whether nodes are needed.</param>
public sealed class ClusterStore(BackendKind backends = BackendKind.Pod)
{
    private readonly Dictionary<NamespacedName, Service> _services = [];
    private readonly Dictionary<NamespacedName, ServiceEndpoints> _endpoints = [];
    private readonly Dictionary<NamespacedName, Node> _nodes = [];
    private bool _hasServices;
    private bool _hasEndpoints;
    private bool _hasNodes = backends != BackendKind.NodePort;

    /// <summary>
    /// Services, endpoints and, where they are needed, nodes have been listed once. Until then nothing may be rendered. Where namespaces are
    /// listed one by one, the first message of the source holds all of them, so that none is missing between two messages.
    /// </summary>
    public bool IsComplete => _hasServices && _hasEndpoints && _hasNodes;

    /// <summary>Takes one change in. Those of one object must come in order.</summary>
    public void Apply(ClusterDelta delta)
    {
        switch (delta)
        {
            case Replaced<Service> all:
                Replace(_services, all);
                _hasServices = true;
                break;
            case Replaced<ServiceEndpoints> all:
                Replace(_endpoints, all);
                _hasEndpoints = true;
                break;
            case Replaced<Node> all:
                Replace(_nodes, all);
                _hasNodes = true;
                break;
            case Upserted<Service> one:
                _services[one.Current.Name] = one.Current;
                break;
            case Upserted<ServiceEndpoints> one:
                _endpoints[one.Current.Name] = one.Current;
                break;
            case Upserted<Node> one:
                _nodes[one.Current.Name] = one.Current;
                break;
            case Deleted<Service> one:
                _services.Remove(one.Name);
                break;
            case Deleted<ServiceEndpoints> one:
                _endpoints.Remove(one.Name);
                break;
            case Deleted<Node> one:
                _nodes.Remove(one.Name);
                break;
            default:
                throw new ArgumentException($"The store does not know {delta.GetType()}.", nameof(delta));
        }
    }

    /// <summary>What is exposed now.</summary>
    public ClusterView View(ExposureRules rules) =>
        Exposure.View(_services.Values, _endpoints.Values.ToLookup(endpoints => endpoints.Service), _nodes.Values, rules);

    private static void Replace<T>(Dictionary<NamespacedName, T> kept, Replaced<T> all)
        where T : class, IClusterObject
    {
        // Dictionaries may be thinned out while they are read.
        foreach (var name in kept.Keys)
        {
            if (all.Namespace is null || name.Namespace == all.Namespace)
                kept.Remove(name);
        }

        foreach (var one in all.Objects)
            kept[one.Name] = one;
    }
}
