using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.Daemons.Keepalived.Vrrp;

/// <summary>Whether an address is on this machine.</summary>
internal static class LocalAddress
{
    /// <summary>Nothing is sent to it.</summary>
    private const int AnyPort = 9;

    /// <summary>
    /// By asking the kernel for a way there: to an address of the machine it begins at that address itself. As fast with thousands of addresses
    /// as with one.
    /// </summary>
    public static bool Has(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(address, AnyPort);
            return address.Equals((socket.LocalEndPoint as IPEndPoint)?.Address);
        }
        catch (SocketException)
        {
            // There is no way, or no such family.
            return false;
        }
    }
}
