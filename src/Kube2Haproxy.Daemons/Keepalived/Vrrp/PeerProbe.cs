using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Kube2Haproxy.Daemons.Keepalived.Vrrp;

/// <summary>Whether another node is there, and a Keepalived on it. A BACKUP says nothing by itself.</summary>
internal static class PeerProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>Nothing that Keepalived takes for an advertisement, and as much as an answer must quote to be told to the socket.</summary>
    private static readonly byte[] Nothing = new byte[8];

    /// <returns>Why it would not take over; null where it may.</returns>
    /// <exception cref="IOException">As <see cref="VrrpSocket.Open(AddressFamily)"/>.</exception>
    public static async Task<string?> ComplaintAsync(IPAddress peer, CancellationToken stop)
    {
        using var socket = VrrpSocket.Open(peer.AddressFamily);
        try
        {
            // Where nobody takes VRRP packets the kernel there says so (ICMP: protocol unreachable), before it answers what comes after.
            await socket.ConnectAsync(new IPEndPoint(peer, 0), stop);
            await socket.SendAsync(Nothing, stop);
            using var ping = new Ping();
            if (await ping.SendPingAsync(peer, Limit, cancellationToken: stop) is not { Status: IPStatus.Success })
                return $"{peer} does not answer a ping.";

            // Sending does not look at it.
            return socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is (int)SocketError.Success
                ? null
                : $"no Keepalived runs at {peer}.";
        }
        catch (Exception error) when (error is PingException or SocketException)
        {
            return $"{peer} cannot be reached: {(error.InnerException ?? error).Message.TrimEnd('.')}.";
        }
    }
}
