using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>The ports of an EndpointSlice or of a subset of Endpoints.</summary>
internal static class EndpointPorts
{
    /// <summary>The TCP ones. A port without a number means "all ports", which HAProxy would take for the client's own: it is none.</summary>
    public static List<(string Name, int Port)> Tcp(List<WireEndpointPort?>? ports, string path, Faults faults)
    {
        var tcp = new List<(string Name, int Port)>(ports?.Count ?? 0);
        for (var i = 0; i < ports?.Count; i++)
        {
            if (ports[i] is { Port: not null } port && faults.Protocol(path, i, port.Protocol) == TransportProtocol.Tcp)
                tcp.Add((faults.PortName(path, i, port.Name), faults.Port(path, i, port.Port)));
        }

        return tcp;
    }
}
