using System.Net.Sockets;
using System.Runtime.InteropServices;
using Kube2Haproxy.Daemons.Files;

namespace Kube2Haproxy.Daemons.Keepalived.Vrrp;

/// <summary>Raw sockets of VRRP (IP protocol 112).</summary>
internal static class VrrpSocket
{
    private const int Protocol = 112;

    /// <summary>Gets whatever VRRP packets come to this node, beside Keepalived.</summary>
    /// <exception cref="IOException">This user may not, who has no CAP_NET_RAW.</exception>
    public static Socket Open(AddressFamily family)
    {
        var handle = Posix.RawSocket(family == AddressFamily.InterNetworkV6 ? Posix.Ipv6 : Posix.Ipv4, Protocol);
        return handle.IsInvalid
            ? throw new IOException($"no VRRP socket can be had: {Marshal.GetLastPInvokeErrorMessage()}. It needs root: try sudo")
            : new Socket(handle);
    }
}
