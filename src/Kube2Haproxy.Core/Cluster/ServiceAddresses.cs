using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.Core.Wording;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>At which of its addresses a Service is to be served, before the claims of other Services count.</summary>
internal sealed class ServiceAddresses
{
    private readonly Service _service;
    private readonly ExposureRules _rules;
    private readonly List<SkippedPart> _skipped;
    private readonly List<IPAddress> _addresses = [];

    private ServiceAddresses(Service service, ExposureRules rules, List<SkippedPart> skipped)
    {
        _service = service;
        _rules = rules;
        _skipped = skipped;
    }

    /// <summary>Each once, cluster IPs first; empty where it has none.</summary>
    /// <param name="service">Whose they are.</param>
    /// <param name="rules">Which of them are exposed.</param>
    /// <param name="skipped">Gets what is left out; where that is all, the Service itself.</param>
    public static IReadOnlyList<IPAddress> Of(Service service, ExposureRules rules, List<SkippedPart> skipped)
    {
        var before = skipped.Count;
        var found = new ServiceAddresses(service, rules, skipped);
        if (rules.Addresses.Contains(AddressKind.ClusterIP))
            found._addresses.AddRange(service.ClusterAddresses);
        if (rules.Addresses.Contains(AddressKind.ExternalIP))
            found.AddAllowed(service.ExternalAddresses, ServiceFields.ExternalIPs);
        if (rules.Addresses.Contains(AddressKind.LoadBalancer) && service.LoadBalancer is { } balancer)
            found.AddBalanced(balancer);

        if (found._addresses.Count == 0 && skipped.Count == before)
        {
            found.Skip(
                SkipReason.NoAddress,
                $"It has no address of a kind that is exposed (Services:Addresses is {string.Join(", ", rules.Addresses.Order())}).");
        }

        return found._addresses;
    }

    private void AddBalanced(LoadBalancer balancer)
    {
        if (balancer.Class != _rules.LoadBalancerClass)
        {
            Skip(SkipReason.OtherClass, $"It is for another load balancer: its spec.loadBalancerClass is {Quoted.Of(balancer.Class)}, "
                + $"Services:LoadBalancerClass is {Quoted.Of(_rules.LoadBalancerClass)}.");
            return;
        }

        var before = _skipped.Count;
        AddAllowed(balancer.Requested is { } one ? [one] : [], ServiceFields.LoadBalancerIP);

        // The address that is asked for stands in place of the assigned one of its family; where it may not be had, the assigned one does.
        AddressFamily? asked = balancer.Requested is { } requested && _addresses.Contains(requested) ? requested.AddressFamily : null;
        AddAllowed(
            balancer.Assigned.Where(address => address.AddressFamily != asked && !address.Equals(balancer.Requested)),
            ServiceFields.Ingress);

        if (balancer is { Requested: null, Assigned: [] } && _skipped.Count == before)
        {
            Skip(SkipReason.NoAddress, balancer.Hostnames is [var hostname, ..]
                ? $"{ServiceFields.Ingress} has the host name {Quoted.Of(hostname)} and no address; it needs one, or "
                    + $"{ServiceFields.LoadBalancerIP}."
                : $"It is of type LoadBalancer, and no address is assigned yet ({ServiceFields.Ingress}) nor asked for "
                    + $"({ServiceFields.LoadBalancerIP})."
                    + (_rules.Pools.Count == 0 ? "" : " One of Services:Pools is served once the VRRP MASTER has written it there."));
        }
    }

    /// <summary>Tenants choose these addresses, so the operator says which they may have.</summary>
    private void AddAllowed(IEnumerable<IPAddress> addresses, string field)
    {
        foreach (var address in addresses.Where(address => !_addresses.Contains(address)))
        {
            if (_rules.Allows(address))
            {
                _addresses.Add(address);
            }
            else
            {
                var networks = string.Join(", ", _rules.AllowedAddresses);
                _skipped.Add(new(_service.Name, address, null, SkipReason.AddressNotAllowed,
                    $"{field} has {address}, which lies in no network of Services:AllowedAddresses ({networks})."));
            }
        }

        foreach (var unreadable in _service.UnreadableAddresses.Where(one => one.Field == field))
        {
            Skip(
                SkipReason.UnreadableAddress,
                $"{field} has {Quoted.Of(unreadable.Text)}; it must be an IPv4 or IPv6 unicast address such as 10.1.2.3 or fd00::1.");
        }
    }

    private void Skip(SkipReason reason, string explanation) => _skipped.Add(new(_service.Name, null, null, reason, explanation));
}
