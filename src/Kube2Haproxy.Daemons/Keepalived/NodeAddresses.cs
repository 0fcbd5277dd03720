using System.Net;
using System.Net.NetworkInformation;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>Those of the machine that this process runs on.</summary>
internal sealed class NodeAddresses : INodeAddresses
{
    /// <inheritdoc/>
    public IReadOnlyList<NodeAddress>? Read()
    {
        try
        {
            return
            [
                .. from device in NetworkInterface.GetAllNetworkInterfaces()
                   from address in device.GetIPProperties().UnicastAddresses
                   select new NodeAddress(new IPAddress(address.Address.GetAddressBytes()), address.PrefixLength, device.Name),
            ];
        }
        catch (Exception vanished) when (vanished is NetworkInformationException or IOException or UnauthorizedAccessException)
        {
            // A device that goes meanwhile, as those of containers do.
            return null;
        }
    }
}
