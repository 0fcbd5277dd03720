using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>The rules of what is exposed, and where. Pure: the order of arrival changes nothing.</summary>
internal static class Exposure
{
    /// <summary>Settles all claims over all Services, so it needs all of them at once.</summary>
    public static ClusterView View(
        IEnumerable<Service> services, ILookup<NamespacedName, ServiceEndpoints> endpoints, ExposureRules rules)
    {
        var skipped = new List<SkippedPort>();
        var taken = new Dictionary<(IPAddress Address, int Port), NamespacedName>();
        var exposed = new List<ExposedService>();

        // The older Service has a disputed address and port, so the claims are settled in that order; no two have the same name.
        foreach (var service in services.Where(service => IsSelected(service, rules)).OrderBy(s => s.CreatedAt).ThenBy(s => s.Name))
        {
            var ports = Ports(service, endpoints[service.Name], rules, taken, skipped);
            if (ports.Count > 0)
                exposed.Add(new ExposedService(service, Distinct(ports.SelectMany(port => port.Addresses)), ports));
        }

        return new ClusterView(
            [.. exposed.OrderBy(one => one.Service.Name)],
            Distinct(exposed.SelectMany(one => one.Addresses)),
            [.. skipped.OrderBy(skip => skip.Service).ThenBy(skip => skip.Port).ThenBy(skip => skip.Explanation, StringComparer.Ordinal)]);
    }

    private static bool IsSelected(Service service, ExposureRules rules) =>
        (rules.Namespaces.Count == 0 || rules.Namespaces.Contains(service.Name.Namespace)) && rules.Selects(service.Labels);

    private static List<ExposedPort> Ports(
        Service service,
        IEnumerable<ServiceEndpoints> endpoints,
        ExposureRules rules,
        Dictionary<(IPAddress Address, int Port), NamespacedName> taken,
        List<SkippedPort> skipped)
    {
        if (service.ClusterAddresses.Count == 0)
        {
            skipped.Add(new(service.Name, null, "NoAddress", "It has no cluster IP (headless or ExternalName)."));
            return [];
        }

        var allEndpoints = endpoints.Where(one => one.BelongTo(service)).SelectMany(one => one.Endpoints).ToList();
        var ports = new List<ExposedPort>();
        foreach (var port in service.Ports)
        {
            if (Refusal(port, rules) is { } refusal)
            {
                skipped.Add(new(service.Name, port.Port, refusal.Reason, refusal.Explanation));
                continue;
            }

            var addresses = service.ClusterAddresses.Where(address => Claim(service.Name, address, port.Port, rules, taken, skipped));
            foreach (var family in addresses.GroupBy(address => address.AddressFamily).OrderBy(IsIpv6))
            {
                var servers = Servers.Of(
                    allEndpoints.Where(e => e.PortName == port.Name && e.Address.AddressFamily == family.Key),
                    service.PublishNotReadyAddresses);
                ports.Add(new(port.Name, port.Port, Distinct(family), BackendName(service.Name, port, family.Key), servers));
            }
        }

        return ports;
    }

    private static (string Reason, string Explanation)? Refusal(ServicePort port, ExposureRules rules)
    {
        if (port.Protocol != TransportProtocol.Tcp)
            return ("Protocol", $"Its protocol is {port.Protocol.ToString().ToUpperInvariant()}; HAProxy forwards TCP only.");

        return rules.ReservedPorts.Contains(port.Port)
            ? ("ReservedPort", "The port is reserved for the node itself (Services:ReservedPorts).")
            : null;
    }

    private static bool Claim(
        NamespacedName service,
        IPAddress address,
        int port,
        ExposureRules rules,
        Dictionary<(IPAddress Address, int Port), NamespacedName> taken,
        List<SkippedPort> skipped)
    {
        if (rules.NodeAddresses.Contains(address))
        {
            skipped.Add(new(service, port, "NodeAddress", $"{address} is an address of the node itself."));
            return false;
        }

        if (taken.TryAdd((address, port), service))
            return true;

        var rival = taken[(address, port)];
        skipped.Add(new(service, port, "Conflict", rival == service
            ? $"It lists the port twice for {address}; the first one is served."
            : $"{rival}, which is older or comes first by name, has {address} port {port}."));
        return false;
    }

    /// <summary>
    /// No name of a namespace, a Service or a port has an underscore, so two backends never share a name (a-b/c is not a/b-c).
    /// The port's name stands in it because it never changes while the endpoints' slices refer to it.
    /// </summary>
    private static string BackendName(NamespacedName service, ServicePort port, AddressFamily family)
    {
        var suffix = family == AddressFamily.InterNetworkV6 ? "_v6" : "";
        return $"{service.Namespace}_{service.Name}_{(port.Name.Length > 0 ? port.Name : port.Port)}{suffix}";
    }

    private static bool IsIpv6(IGrouping<AddressFamily, IPAddress> family) => family.Key == AddressFamily.InterNetworkV6;

    private static List<IPAddress> Distinct(IEnumerable<IPAddress> addresses) =>
        [.. addresses.Distinct().Order(AddressOrder.Instance)];
}
