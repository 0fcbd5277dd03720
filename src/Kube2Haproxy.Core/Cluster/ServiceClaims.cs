using System.Net;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>What a Service claims: by the rules and by itself, whatever others claim and whatever becomes of its endpoints.</summary>
/// <param name="Service">The Service.</param>
/// <param name="Ports">Those that nothing speaks against, in the Service's order, each with the addresses where it is to be served.</param>
/// <param name="Skipped">What something speaks against.</param>
internal sealed record ServiceClaims(Service Service, IReadOnlyList<ClaimedPort> Ports, IReadOnlyList<SkippedPart> Skipped)
{
    /// <summary>Null where the rules do not select the Service: nobody is told of it.</summary>
    public static ServiceClaims? Of(Service service, ExposureRules rules)
    {
        if ((rules.Namespaces.Count > 0 && !rules.Namespaces.Contains(service.Name.Namespace)) || !rules.Selects(service.Labels))
            return null;

        if (Refusal.Of(service, rules) is { } unserved)
            return new(service, [], [new(service.Name, null, null, unserved.Reason, unserved.Explanation)]);

        var skipped = new List<SkippedPart>();
        var addresses = ServiceAddresses.Of(service, rules, skipped);
        var ports = new List<ClaimedPort>();
        foreach (var port in service.Ports)
        {
            if (Refusal.Of(service, port, rules) is { } refusal)
            {
                skipped.Add(new(service.Name, null, port.Port, refusal.Reason, refusal.Explanation));
                continue;
            }

            skipped.AddRange(addresses.Where(rules.IsReserved).Select(address => new SkippedPart(
                service.Name, address, port.Port, SkipReason.NodeAddress,
                "It is an address of the node itself, of a peer, or Keepalived's constant one; the Service must use another one.")));
            ports.Add(new(port, [.. addresses.Where(address => !rules.IsReserved(address))]));
        }

        return new(service, ports, skipped);
    }

    /// <summary>Each address and port that is claimed; one that the Service lists twice comes twice.</summary>
    public IEnumerable<(IPAddress Address, int Port)> All =>
        Ports.SelectMany(static claimed => claimed.Addresses.Select(address => (address, claimed.Port.Port)));
}
