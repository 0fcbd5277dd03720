namespace Kube2Haproxy.Core.Cluster;

/// <summary>What there is in the cluster, and which Services it has changed for since it was last asked.</summary>
internal sealed class ClusterObjects
{
    private readonly Dictionary<NamespacedName, List<ServiceEndpoints>> _endpointsOf = [];
    private readonly Objects<ServiceEndpoints> _endpoints;

    public ClusterObjects()
    {
        Services = new(service => ChangedServices.Add(service.Name), service => ChangedServices.Add(service.Name));
        Nodes = new(_ => HaveNodesChanged = true, _ => HaveNodesChanged = true);
        _endpoints = new(Forget, Remember);
    }

    public Objects<Service> Services { get; }

    public Objects<Node> Nodes { get; }

    /// <summary>Services and endpoints have been listed once.</summary>
    public bool AreListed => Services.WereListed && _endpoints.WereListed;

    /// <summary>Those that have come, gone or been written again.</summary>
    public HashSet<NamespacedName> ChangedServices { get; } = [];

    /// <summary>Those whose endpoints have; there need be no such Service.</summary>
    public HashSet<NamespacedName> ChangedEndpoints { get; } = [];

    /// <summary>Whether a node has.</summary>
    public bool HaveNodesChanged { get; private set; }

    /// <summary>All objects of this Service, in any order.</summary>
    public IReadOnlyList<ServiceEndpoints> EndpointsOf(NamespacedName service) => _endpointsOf.GetValueOrDefault(service) ?? [];

    /// <summary>Takes one change in. Those of one object must come in order.</summary>
    public void Take(ClusterDelta delta)
    {
        if (!Services.Take(delta) && !_endpoints.Take(delta) && !Nodes.Take(delta))
            throw new ArgumentException($"The store does not know {delta.GetType()}.", nameof(delta));
    }

    /// <summary>What has changed so far has been seen.</summary>
    public void ForgetChanges()
    {
        ChangedServices.Clear();
        ChangedEndpoints.Clear();
        HaveNodesChanged = false;
    }

    private void Forget(ServiceEndpoints endpoints)
    {
        ChangedEndpoints.Add(endpoints.Service);
        var all = _endpointsOf[endpoints.Service];
        all.RemoveAll(one => one.Name == endpoints.Name);
        if (all.Count == 0)
            _endpointsOf.Remove(endpoints.Service);
    }

    private void Remember(ServiceEndpoints endpoints)
    {
        ChangedEndpoints.Add(endpoints.Service);
        if (_endpointsOf.TryGetValue(endpoints.Service, out var all))
            all.Add(endpoints);
        else
            _endpointsOf.Add(endpoints.Service, [endpoints]);
    }
}
