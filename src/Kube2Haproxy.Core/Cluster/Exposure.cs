using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>What becomes of the claims of one Service. Pure: the order of arrival changes nothing.</summary>
/// <param name="rules">Under which they are made.</param>
/// <param name="claims">Those of every Service.</param>
/// <param name="nodes">What servers are where nodes are.</param>
internal sealed class Exposure(ExposureRules rules, Claims claims, NodeServers nodes)
{
    /// <summary>Null where it is served nowhere.</summary>
    /// <param name="claimed">What the Service claims.</param>
    /// <param name="endpoints">All of its name, in any order.</param>
    /// <param name="skipped">Gets what another has.</param>
    public ExposedService? Of(ServiceClaims claimed, IReadOnlyList<ServiceEndpoints> endpoints, List<SkippedPart> skipped)
    {
        var service = claimed.Service;
        var allEndpoints = endpoints.Where(one => one.BelongTo(service)).SelectMany(one => one.Endpoints).ToList();
        var served = new HashSet<(IPAddress Address, int Port)>();
        var ports = new List<ExposedPort>();
        foreach (var (port, addresses) in claimed.Ports)
        {
            var own = addresses.Where(address => Has(service.Name, address, port.Port, served, skipped));
            foreach (var family in own.GroupBy(address => address.AddressFamily).OrderBy(IsIpv6))
                ports.Add(Exposed(service, port, family, allEndpoints));
        }

        return ports.Count == 0 ? null : new(service, Distinct(ports.SelectMany(port => port.Addresses)), ports);
    }

    private ExposedPort Exposed(Service service, ServicePort port, IGrouping<AddressFamily, IPAddress> family, List<Endpoint> endpoints)
    {
        var needsNodePort = rules.Backends == BackendKind.NodePort;
        var own = endpoints.Where(e => e.PortName == port.Name && e.Address.AddressFamily == family.Key);
        var servers = needsNodePort ? nodes.Of(service, port, family.Key, own) : Servers.Of(own, service.PublishNotReadyAddresses);
        return new(port.Name, port.Port, Distinct(family), BackendName.Of(service.Name, port, family.Key), servers)
        {
            Settings = service.Settings.Of(port.Name),
            HealthCheckPort = needsNodePort && service.IsLocal ? service.HealthCheckNodePort : null,
        };
    }

    private bool Has(
        NamespacedName service, IPAddress address, int port, HashSet<(IPAddress Address, int Port)> served, List<SkippedPart> skipped)
    {
        var owner = claims.OwnerOf(address, port);
        if (owner == service && served.Add((address, port)))
            return true;

        skipped.Add(new(service, address, port, SkipReason.Conflict, owner == service
            ? "The Service lists the port twice; the first one is served."
            : $"{owner} has it, which is older or comes first by name; one of them must use another address or port."));
        return false;
    }

    private static bool IsIpv6(IGrouping<AddressFamily, IPAddress> family) => family.Key == AddressFamily.InterNetworkV6;

    private static List<IPAddress> Distinct(IEnumerable<IPAddress> addresses) =>
        [.. addresses.Distinct().Order(AddressOrder.Instance)];
}
