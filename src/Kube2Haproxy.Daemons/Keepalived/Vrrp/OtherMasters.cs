using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.Daemons.Keepalived.Vrrp;

/// <summary>Hears which instances another node is MASTER of, by its advertisements (RFC 5798 5.1).</summary>
internal sealed class OtherMasters : IDisposable
{
    private const int MostBytes = 65536;

    private readonly Socket _socket;
    private readonly AddressFamily _family;

    /// <exception cref="IOException">As <see cref="VrrpSocket.Open(AddressFamily)"/>.</exception>
    public OtherMasters(AddressFamily family) => (_family, _socket) = (family, VrrpSocket.Open(family));

    /// <summary>Returns when all of them have another MASTER.</summary>
    /// <param name="routerIds">Of the instances.</param>
    /// <param name="stop">Ends the waiting with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Who advertised last.</returns>
    public async Task<IPAddress> WaitAsync(IEnumerable<int> routerIds, CancellationToken stop)
    {
        var missing = routerIds.ToHashSet();
        var buffer = new byte[MostBytes];
        var any = new IPEndPoint(_family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (true)
        {
            var packet = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any, stop);
            var sender = ((IPEndPoint)packet.RemoteEndPoint).Address;
            if (Advertised(buffer.AsSpan(0, packet.ReceivedBytes)) is { } id && !LocalRoute.IsThere(new IPAddress(sender.GetAddressBytes()))
                && missing.Remove(id) && missing.Count == 0)
            {
                return sender;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>The instance that the sender is MASTER of; null where it says that it stops being so (priority 0), or where it is something else.</summary>
    private int? Advertised(ReadOnlySpan<byte> packet)
    {
        // IPv4 gives its own header, too: its length is in the first byte, in words of 4 bytes.
        if (_family == AddressFamily.InterNetwork)
            packet = packet.Length > 0 && (packet[0] & 15) * 4 <= packet.Length ? packet[((packet[0] & 15) * 4)..] : [];

        // Version 2 or 3, type 1; VRID; priority.
        return packet.Length >= 8 && packet[0] is 0x21 or 0x31 && packet[2] > 0 ? packet[1] : null;
    }
}
