namespace Kube2Haproxy.Core.Cluster;

/// <summary>What there is in the cluster, and what of it has changed.</summary>
internal sealed class ClusterObjects
{
    private readonly Dictionary<NamespacedName, List<ServiceEndpoints>> _endpointsOf = [];
    private readonly Objects<ServiceEndpoints> _endpoints;
    private ClusterChanges _changes = new();

    public ClusterObjects()
    {
        Services = new(service => _changes.Services.Add(service.Name), service => _changes.Services.Add(service.Name));
        Nodes = new(_ => _changes.Nodes = true, _ => _changes.Nodes = true);
        _endpoints = new(Forget, Remember);
    }

    public Objects<Service> Services { get; }

    public Objects<Node> Nodes { get; }

    /// <summary>Services and endpoints have been listed once.</summary>
    public bool AreListed => Services.WereListed && _endpoints.WereListed;

    /// <summary>All objects of this Service, in any order.</summary>
    public IReadOnlyList<ServiceEndpoints> EndpointsOf(NamespacedName service) => _endpointsOf.GetValueOrDefault(service) ?? [];

    /// <summary>Takes one change in. Those of one object must come in order.</summary>
    public void Take(ClusterDelta delta)
    {
        if (!Services.Take(delta) && !_endpoints.Take(delta) && !Nodes.Take(delta))
            throw new ArgumentException($"The store does not know {delta.GetType()}.", nameof(delta));
    }

    /// <summary>Since they were taken last. They are the caller's from now on.</summary>
    public ClusterChanges TakeChanges()
    {
        var taken = _changes;
        _changes = new();
        return taken;
    }

    private void Forget(ServiceEndpoints endpoints)
    {
        _changes.Endpoints.Add(endpoints.Service);
        var all = _endpointsOf[endpoints.Service];
        all.RemoveAll(one => one.Name == endpoints.Name);
        if (all.Count == 0)
            _endpointsOf.Remove(endpoints.Service);
    }

    private void Remember(ServiceEndpoints endpoints)
    {
        _changes.Endpoints.Add(endpoints.Service);
        if (_endpointsOf.TryGetValue(endpoints.Service, out var all))
            all.Add(endpoints);
        else
            _endpointsOf.Add(endpoints.Service, [endpoints]);
    }
}
