using System.Net.Sockets;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>core/v1 Endpoints → <see cref="ServiceEndpoints"/>. They have the name of their Service.</summary>
internal static class EndpointsConversion
{
    public static Conversion<ServiceEndpoints> Convert(WireEndpoints wire)
    {
        var faults = new Faults();
        var name = faults.Name(wire.Metadata, KubernetesNames.IsSubdomain, KubernetesNames.SubdomainRule);
        var endpoints = new List<Endpoint>();

        for (var i = 0; i < wire.Subsets?.Count; i++)
        {
            var ports = EndpointPorts.Tcp(wire.Subsets[i]?.Ports, $"subsets[{i}].ports", faults);
            Add(wire.Subsets[i]?.Addresses, $"subsets[{i}].addresses", ports, ready: true);
            Add(wire.Subsets[i]?.NotReadyAddresses, $"subsets[{i}].notReadyAddresses", ports, ready: false);
        }

        return faults.Unless(new ServiceEndpoints(name, name, endpoints));

        void Add(List<WireEndpoints.EndpointAddress?>? addresses, string path, List<(string Name, int Port)> ports, bool ready)
        {
            for (var i = 0; i < addresses?.Count; i++)
            {
                if (addresses[i]?.Ip.Value is not { } address)
                {
                    faults.Address($"{path}[{i}].ip", addresses[i]?.Ip ?? default, AddressFamily.Unspecified);
                    continue;
                }

                foreach (var port in ports)
                {
                    // Endpoints do not tell a pod that is shutting down from one that is not ready.
                    endpoints.Add(new Endpoint(port.Name, address, port.Port, ready, Serving: ready, Terminating: false)
                    {
                        Pod = WireObjectReference.PodOf(addresses[i]?.TargetRef),
                        Node = addresses[i]?.NodeName,
                    });
                }
            }
        }
    }
}
