using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>
/// Which Services of type LoadBalancer get which addresses of Services:Pools. Pure: the same cluster gives the same on every node. An
/// address is served once it stands in the Service's status, so it does not move because another Service came or went; only of
/// two that have one address of a pool without asking for it, the younger gets another.
/// </summary>
internal static class AddressAssignments
{
    /// <param name="balanced">Those that are ours to serve, in the order of their right.</param>
    /// <param name="all">Every Service there is: nobody's address is given to another.</param>
    /// <param name="rules">With at least one pool.</param>
    /// <param name="skipped">Takes those for which no address is left.</param>
    /// <returns>Those whose status has to change, in the order of <paramref name="balanced"/>.</returns>
    public static IReadOnlyList<AddressAssignment> Of(
        IEnumerable<Service> balanced, IEnumerable<Service> all, ExposureRules rules, List<SkippedPart> skipped)
    {
        var taken = all.SelectMany(AddressesOf).Concat(rules.NodeAddresses).Concat(rules.ReservedAddresses).ToHashSet();
        var pools = new AddressPools(rules.Pools, taken);
        var owned = new HashSet<IPAddress>();
        return [.. balanced.Select(service => Of(service, rules, pools, owned, skipped)).OfType<AddressAssignment>()];
    }

    // What is owned are the addresses of the pools that those before have: two nodes that write at once may give one to two Services.
    private static AddressAssignment? Of(
        Service service, ExposureRules rules, AddressPools pools, HashSet<IPAddress> owned, List<SkippedPart> skipped)
    {
        // A host name is another controller's work: two of them would write over each other for ever.
        if (service.LoadBalancer is not { Hostnames: [] } balancer)
            return null;

        var addresses = new List<IPAddress>();
        foreach (var family in (AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
        {
            var present = balancer.Assigned
                .Where(address => address.AddressFamily == family
                    && (!rules.Pools.Any(pool => pool.Contains(address)) || address.Equals(balancer.Requested) || owned.Add(address)))
                .ToList();
            if (balancer.Requested is { } requested && requested.AddressFamily == family && MayHave(requested, rules))
                addresses.Add(requested);
            else if (present.Count > 0)
                addresses.AddRange(present);
            else if (pools.Have(family) && service.ClusterAddresses.Any(address => address.AddressFamily == family))
                Take(family);
        }

        return addresses.SequenceEqual(balancer.Assigned.OrderBy(address => address.AddressFamily == AddressFamily.InterNetworkV6))
            ? null
            : new AddressAssignment(service.Name, service.Uid, service.ResourceVersion, addresses);

        void Take(AddressFamily family)
        {
            if (pools.Take(family) is { } address)
                addresses.Add(address);
            else
                skipped.Add(new(service.Name, null, null, SkipReason.PoolExhausted, Exhausted(family, rules)));
        }
    }

    private static bool MayHave(IPAddress requested, ExposureRules rules) =>
        rules.Allows(requested) && !rules.IsReserved(requested);

    private static string Exhausted(AddressFamily family, ExposureRules rules) =>
        $"No {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address of Services:Pools ({string.Join(", ", rules.Pools)}) is free; "
        + "delete a Service of type LoadBalancer, or add a pool.";

    private static IEnumerable<IPAddress> AddressesOf(Service service) =>
    [
        .. service.ClusterAddresses,
        .. service.ExternalAddresses,
        .. service.LoadBalancer?.Assigned ?? [],
        .. service.LoadBalancer?.Requested is { } requested ? [requested] : Array.Empty<IPAddress>(),
    ];
}
