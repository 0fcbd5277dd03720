using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

/// <summary>Changes of a cluster, and what they come to.</summary>
internal sealed class RandomHistory
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly Random _random;
    private readonly RandomObjects _some;
    private readonly Dictionary<NamespacedName, Service> _services = [];
    private readonly Dictionary<NamespacedName, ServiceEndpoints> _endpoints = [];
    private readonly Dictionary<NamespacedName, Node> _nodes = [];

    public RandomHistory(int seed)
    {
        _random = new(seed);
        _some = new(_random);
    }

    public ExposureRules Rules { get; private set; } = new();

    /// <summary>The next changes, which make sense together; none where it is the rules that change.</summary>
    public IReadOnlyList<ClusterDelta> Next()
    {
        var deltas = Deltas();
        foreach (var delta in deltas)
            _ = Take(_services, delta) || Take(_endpoints, delta) || Take(_nodes, delta);

        return deltas;
    }

    /// <summary>A store that has only ever seen how it is now, in any order.</summary>
    public ClusterStore Fresh()
    {
        ClusterDelta[] deltas =
        [
            .. _services.Values.Select(one => new Upserted<Service>(one, Now)),
            .. _endpoints.Values.Select(one => new Upserted<ServiceEndpoints>(one, Now)),
            .. _nodes.Values.Select(one => new Upserted<Node>(one, Now)),
        ];
        _random.Shuffle(deltas);
        var store = new ClusterStore();
        foreach (var delta in deltas)
            store.Apply(delta);

        return store;
    }

    private IReadOnlyList<ClusterDelta> Deltas()
    {
        switch (_random.Next(16))
        {
            case 0 or 1 or 2 or 3:
                return [new Upserted<Service>(_some.Service(), Now)];
            case 4:
                return [new Deleted<Service>(_some.Name(), Now)];
            case 5 when _services.Count > 0:
                return [new Upserted<Service>(Touched(), Now)];
            case 6 when _services.Count > 0:
                var again = Touched();
                return [new Deleted<Service>(again.Name, Now), new Upserted<Service>(again with { Uid = _some.Uid() }, Now)];
            case 7:
                return [Listed(_services.Values, _some.Service)];
            case 8 or 9 or 10:
                return [new Upserted<ServiceEndpoints>(_some.Endpoints(), Now)];
            case 11:
                return [new Deleted<ServiceEndpoints>(_some.Endpoints().Name, Now)];
            case 12:
                return [Listed(_endpoints.Values, _some.Endpoints)];
            case 13:
                return [new Upserted<Node>(_some.Node(), Now)];
            case 14:
                return _some.Chance(2)
                    ? [new Deleted<Node>(_some.Node().Name, Now)]
                    : [new Replaced<Node>([.. _nodes.Values.Where(_ => _some.Chance(2))])];
            default:
                Rules = _some.Rules();
                return [];
        }
    }

    /// <summary>What has been there, some of it gone and some of it new; of one namespace or of all.</summary>
    private Replaced<T> Listed<T>(IEnumerable<T> present, Func<T> some)
        where T : class, IClusterObject
    {
        var ns = _some.Chance(2) ? _some.Name().Namespace : null;
        var kept = _some.Chance(3) ? present : [.. present.Where(_ => !_some.Chance(4)), some(), some()];
        return new([.. kept.Where(one => ns is null || one.Name.Namespace == ns).GroupBy(one => one.Name).Select(same => same.Last())])
        {
            Namespace = ns,
        };
    }

    /// <summary>One that is there, written again with other collections and the same in them.</summary>
    private Service Touched()
    {
        var service = _services.Values.ElementAt(_random.Next(_services.Count));
        return service with
        {
            ResourceVersion = _some.Version(),
            Labels = service.Labels.ToDictionary(),
            Ports = [.. service.Ports.Select(port => port with { })],
            LoadBalancer = service.LoadBalancer is { } balancer ? balancer with { Assigned = [.. balancer.Assigned] } : null,
        };
    }

    private static bool Take<T>(Dictionary<NamespacedName, T> all, ClusterDelta delta)
        where T : class, IClusterObject
    {
        switch (delta)
        {
            case Upserted<T> one:
                all[one.Current.Name] = one.Current;
                return true;
            case Deleted<T> one:
                all.Remove(one.Name);
                return true;
            case Replaced<T> list:
                foreach (var name in all.Keys.Where(name => list.Namespace is null || list.Namespace == name.Namespace).ToList())
                    all.Remove(name);
                foreach (var one in list.Objects)
                    all[one.Name] = one;
                return true;
            default:
                return false;
        }
    }
}
