using System.Net;
using System.Net.NetworkInformation;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>Those of the machine that this process runs on.</summary>
internal sealed class NodeAddresses : INodeAddresses
{
    /// <inheritdoc/>
    public IReadOnlyList<NodeAddress> Read() =>
    [
        .. from device in NetworkInterface.GetAllNetworkInterfaces()
           from address in device.GetIPProperties().UnicastAddresses
           select new NodeAddress(new IPAddress(address.Address.GetAddressBytes()), address.PrefixLength, device.Name),
    ];
}
