using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Kube2Haproxy.Daemons.Keepalived.Vrrp;

/// <summary>Raw sockets of VRRP (IP protocol 112), for which .NET has no name.</summary>
internal static partial class VrrpSocket
{
    private const int Protocol = 112;

    // linux/socket.h: .NET numbers the families otherwise.
    private const int Ipv4 = 2;
    private const int Ipv6 = 10;
    private const int Raw = 3;
    private const int CloseOnExec = 0x80000;

    /// <summary>Gets whatever VRRP packets come to this node, beside Keepalived.</summary>
    /// <exception cref="IOException">This user may not, who has no CAP_NET_RAW.</exception>
    public static Socket Open(AddressFamily family)
    {
        var handle = new SafeSocketHandle(Open(family == AddressFamily.InterNetworkV6 ? Ipv6 : Ipv4, Raw | CloseOnExec, Protocol), ownsHandle: true);
        return handle.IsInvalid
            ? throw new IOException($"no VRRP socket can be had: {Marshal.GetLastPInvokeErrorMessage()}. It needs root: try sudo")
            : new Socket(handle);
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Open(int domain, int type, int protocol);
}
