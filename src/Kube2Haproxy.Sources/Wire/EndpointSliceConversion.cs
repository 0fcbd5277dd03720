using System.Net.Sockets;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>discovery.k8s.io/v1 EndpointSlice → <see cref="ServiceEndpoints"/>.</summary>
internal static class EndpointSliceConversion
{
    /// <summary>Which Service a slice belongs to, in the slice's own namespace.</summary>
    public const string ServiceLabel = "kubernetes.io/service-name";

    public static Conversion<ServiceEndpoints> Convert(WireEndpointSlice wire)
    {
        var service = wire.Metadata?.Labels?.Service;
        if (string.IsNullOrEmpty(service))
            return Conversion<ServiceEndpoints>.NotForUs;

        var faults = new Faults();
        var name = faults.Name(wire.Metadata, KubernetesNames.IsSubdomain, KubernetesNames.SubdomainRule);
        if (!KubernetesNames.IsLabel(service))
            faults.Add($"metadata.labels[{ServiceLabel}]", service, KubernetesNames.LabelRule);

        return faults.Unless(new ServiceEndpoints(name, name with { Name = service }, Endpoints(wire, faults))
        {
            OwnerUid = OwnerUid(wire.Metadata?.OwnerReferences),
        });
    }

    /// <summary>A mirrored slice is owned by an Endpoints object, which is no Service.</summary>
    private static string? OwnerUid(List<WireEndpointsMeta.OwnerReference?>? owners)
    {
        foreach (var owner in owners ?? [])
        {
            if (owner is { ApiVersion: "v1", Kind: "Service", Uid.Length: > 0 })
                return owner.Uid;
        }

        return null;
    }

    private static List<Endpoint> Endpoints(WireEndpointSlice wire, Faults faults)
    {
        var family = AddressFamily.Unspecified;
        switch (wire.AddressType)
        {
            case "IPv4":
                family = AddressFamily.InterNetwork;
                break;
            case "IPv6":
                family = AddressFamily.InterNetworkV6;
                break;
            case "FQDN":
                // HAProxy would have to resolve the names, and one that does not resolve would refuse everybody's configuration.
                return [];
            default:
                faults.Add("addressType", wire.AddressType, "it must be IPv4, IPv6 or FQDN");
                break;
        }

        var ports = EndpointPorts.Tcp(wire.Ports, "ports", faults);
        var endpoints = new List<Endpoint>((wire.Endpoints?.Count ?? 0) * ports.Count);
        for (var i = 0; i < wire.Endpoints?.Count; i++)
        {
            if (wire.Endpoints[i] is { } endpoint)
                Add(endpoint, i);
        }

        return endpoints;

        void Add(WireEndpointSlice.SliceEndpoint endpoint, int index)
        {
            var ready = endpoint.Conditions?.Ready ?? true;
            var serving = endpoint.Conditions?.Serving ?? ready;
            var terminating = endpoint.Conditions?.Terminating ?? false;

            var node = endpoint.NodeName ?? endpoint.DeprecatedTopology?.Node;
            var zone = endpoint.Zone ?? endpoint.DeprecatedTopology?.Zone;
            var zones = Names(endpoint.Hints?.ForZones);
            var nodes = Names(endpoint.Hints?.ForNodes);

            for (var j = 0; j < endpoint.Addresses?.Count; j++)
            {
                // Only a fault needs to say where: a slice has up to a thousand endpoints.
                if (endpoint.Addresses[j].Value is not { } address || (family != AddressFamily.Unspecified && family != address.AddressFamily))
                {
                    faults.Address($"endpoints[{index}].addresses[{j}]", endpoint.Addresses[j], family);
                    continue;
                }

                foreach (var port in ports)
                {
                    endpoints.Add(new Endpoint(port.Name, address, port.Port, ready, serving, terminating)
                    {
                        Pod = WireObjectReference.PodOf(endpoint.TargetRef),
                        Node = node,
                        Zone = zone,
                        HintZones = zones,
                        HintNodes = nodes,
                    });
                }
            }
        }
    }

    private static string[] Names(List<WireEndpointSlice.Hint?>? hints) =>
        hints is null ? [] : [.. hints.Select(hint => hint?.Name).OfType<string>().Where(name => name.Length > 0)];
}
