using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>The addresses of a Service (core/v1). A bad cluster IP refuses it; any other is left out and told.</summary>
internal static class ServiceAddressConversion
{
    private const string None = "None";

    public static bool IsHeadless(WireService.ServiceSpec spec) => spec.ClusterIP == None || spec.ClusterIPs is [None, ..];

    public static List<IPAddress> Cluster(WireService.ServiceSpec spec, Faults faults)
    {
        var addresses = new List<IPAddress>();
        if (spec.Type == nameof(ServiceType.ExternalName))
            return addresses;

        // Clusters older than 1.20 know the singular only.
        List<string?> texts = spec.ClusterIPs is { Count: > 0 } several ? several : [spec.ClusterIP];
        foreach (var text in texts)
        {
            if (text is null or "" or None)
                continue;

            if (KubernetesAddresses.TryParse(text, AddressFamily.Unspecified, out var address))
                addresses.Add(address);
            else
                faults.Address("spec.clusterIPs", text, AddressFamily.Unspecified);
        }

        if (addresses.Count > 1 && addresses.DistinctBy(address => address.AddressFamily).Count() < addresses.Count)
            faults.Add("spec.clusterIPs", string.Join(", ", texts), "there may be one IPv4 and one IPv6 address");

        return addresses;
    }

    public static List<IPAddress> External(WireService.ServiceSpec spec, List<UnreadableAddress> unreadable) =>
        Readable(spec.ExternalIPs ?? [], ServiceFields.ExternalIPs, unreadable);

    /// <summary>Null for other types.</summary>
    public static LoadBalancer? Balancer(WireService wire, List<UnreadableAddress> unreadable)
    {
        if (wire.Spec?.Type != nameof(ServiceType.LoadBalancer))
            return null;

        var ingress = wire.Status?.LoadBalancer?.Ingress ?? [];
        return new LoadBalancer
        {
            Class = wire.Spec.LoadBalancerClass ?? "",
            Requested = Readable([wire.Spec.LoadBalancerIP], ServiceFields.LoadBalancerIP, unreadable).FirstOrDefault(),
            Assigned = Readable(ingress.Select(one => one?.Ip), ServiceFields.Ingress, unreadable),
            Hostnames = [.. ingress.Select(one => one?.Hostname).OfType<string>().Where(hostname => hostname.Length > 0)],
        };
    }

    private static List<IPAddress> Readable(IEnumerable<string?> texts, string field, List<UnreadableAddress> unreadable)
    {
        var addresses = new List<IPAddress>();
        foreach (var text in texts)
        {
            if (string.IsNullOrEmpty(text))
                continue;

            if (KubernetesAddresses.TryParse(text, AddressFamily.Unspecified, out var address))
                addresses.Add(address);
            else
                unreadable.Add(new UnreadableAddress(field, text));
        }

        return addresses;
    }
}
