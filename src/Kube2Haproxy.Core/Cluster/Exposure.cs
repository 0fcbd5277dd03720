using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>The rules of what is exposed, and where. Pure: the order of arrival changes nothing.</summary>
internal sealed class Exposure
{
    private readonly ExposureRules _rules;
    private readonly Dictionary<(IPAddress Address, int Port), NamespacedName> _taken = [];
    private readonly List<SkippedPart> _skipped = [];
    private readonly NodeServers _nodes;

    private Exposure(ExposureRules rules, IEnumerable<Node> nodes)
    {
        _rules = rules;
        _nodes = new NodeServers(nodes);
    }

    /// <summary>Settles all claims over all Services, so it needs all of them at once.</summary>
    public static ClusterView View(
        IEnumerable<Service> services, ILookup<NamespacedName, ServiceEndpoints> endpoints, IEnumerable<Node> nodes, ExposureRules rules)
    {
        var exposure = new Exposure(rules, nodes);
        var all = services.ToList();
        var exposed = new List<ExposedService>();
        var selected = all.Where(exposure.IsSelected).OrderBy(s => s.CreatedAt).ThenBy(s => s.Name).ToList();

        // The older Service has a disputed address and port, so the claims are settled in that order; no two have the same name.
        foreach (var service in selected)
        {
            var ports = exposure.Ports(service, endpoints[service.Name]);
            if (ports.Count > 0)
                exposed.Add(new ExposedService(service, Distinct(ports.SelectMany(port => port.Addresses)), ports));
        }

        IReadOnlyList<AddressAssignment> assignments = rules.Pools.Count == 0
            ? []
            : AddressAssignments.Of(selected.Where(exposure.IsBalanced), all, rules, exposure._skipped);

        return new ClusterView(
            [.. exposed.OrderBy(one => one.Service.Name)],
            Distinct(exposed.SelectMany(one => one.Addresses)),
            [
                .. exposure._skipped
                    .OrderBy(skip => skip.Service)
                    .ThenBy(skip => skip.Port)
                    .ThenBy(skip => skip.Address, AddressOrder.Instance)
                    .ThenBy(skip => skip.Explanation, StringComparer.Ordinal),
            ])
        {
            IgnoredAnnotations = [.. selected.SelectMany(service => service.Settings.Ignored).OrderBy(one => one.Service)],
            Assignments = assignments,
        };
    }

    private bool IsSelected(Service service) =>
        (_rules.Namespaces.Count == 0 || _rules.Namespaces.Contains(service.Name.Namespace)) && _rules.Selects(service.Labels);

    private bool IsBalanced(Service service) =>
        service.LoadBalancer?.Class == _rules.LoadBalancerClass
        && _rules.Addresses.Contains(AddressKind.LoadBalancer)
        && Refusal.Of(service, _rules) is null
        && service.Ports.Any(port => Refusal.Of(service, port, _rules) is null);

    private List<ExposedPort> Ports(Service service, IEnumerable<ServiceEndpoints> endpoints)
    {
        if (Refusal.Of(service, _rules) is { } unserved)
        {
            _skipped.Add(new(service.Name, null, null, unserved.Reason, unserved.Explanation));
            return [];
        }

        var addresses = ServiceAddresses.Of(service, _rules, _skipped);
        var allEndpoints = endpoints.Where(one => one.BelongTo(service)).SelectMany(one => one.Endpoints).ToList();
        var ports = new List<ExposedPort>();
        foreach (var port in service.Ports)
        {
            if (Refusal.Of(service, port, _rules) is { } refusal)
            {
                _skipped.Add(new(service.Name, null, port.Port, refusal.Reason, refusal.Explanation));
                continue;
            }

            var claimed = addresses.Where(address => Claim(service.Name, address, port.Port));
            foreach (var family in claimed.GroupBy(address => address.AddressFamily).OrderBy(IsIpv6))
            {
                var own = allEndpoints.Where(e => e.PortName == port.Name && e.Address.AddressFamily == family.Key);
                var servers = NeedsNodePort
                    ? _nodes.Of(service, port, family.Key, own)
                    : Servers.Of(own, service.PublishNotReadyAddresses);
                ports.Add(new(port.Name, port.Port, Distinct(family), BackendName.Of(service.Name, port, family.Key), servers)
                {
                    Settings = service.Settings.Of(port.Name),
                    HealthCheckPort = NeedsNodePort && service.IsLocal ? service.HealthCheckNodePort : null,
                });
            }
        }

        return ports;
    }

    private bool NeedsNodePort => _rules.Backends == BackendKind.NodePort;

    private bool Claim(NamespacedName service, IPAddress address, int port)
    {
        if (_rules.NodeAddresses.Contains(address))
        {
            _skipped.Add(new(service, address, port, SkipReason.NodeAddress,
                "It is an address of the node itself; the Service must use another one."));
            return false;
        }

        if (_taken.TryAdd((address, port), service))
            return true;

        var rival = _taken[(address, port)];
        _skipped.Add(new(service, address, port, SkipReason.Conflict, rival == service
            ? "The Service lists the port twice; the first one is served."
            : $"{rival} has it, which is older or comes first by name; one of them must use another address or port."));
        return false;
    }

    private static bool IsIpv6(IGrouping<AddressFamily, IPAddress> family) => family.Key == AddressFamily.InterNetworkV6;

    private static List<IPAddress> Distinct(IEnumerable<IPAddress> addresses) =>
        [.. addresses.Distinct().Order(AddressOrder.Instance)];
}
