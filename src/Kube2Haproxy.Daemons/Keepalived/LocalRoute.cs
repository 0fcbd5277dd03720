using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.Daemons.Files;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>Whether the addresses of a network are this node's own by one route of type local (rtnetlink(7), ip-route(8)).</summary>
/// <remarks>
/// The kernel is asked which route it takes to some of them: that also holds with rules and tables of the operator. A bind or a connection
/// tells nothing: with <c>ip_nonlocal_bind</c> every address can be bound, and IPv6 chooses another source.
/// </remarks>
internal static class LocalRoute
{
    // linux/socket.h, linux/netlink.h, linux/rtnetlink.h
    private const int Netlink = 16;
    private const int RouteFamily = 0;
    private const ushort Request = 1;
    private const ushort NewRoute = 24;
    private const ushort GetRoute = 26;
    private const uint TheRouteItself = 0x2000;
    private const ushort Destination = 1;
    private const byte Local = 2;

    // struct nlmsghdr, struct rtmsg, struct rtattr
    private const int HeaderSize = 16;
    private const int RouteSize = 12;
    private const int AttributeSize = 4;

    /// <summary>Whether an address is on this node, however many there are. True where the kernel cannot be asked.</summary>
    public static bool IsThere(IPAddress address) => IsThere(new IPNetwork(address, address.GetAddressBytes().Length * 8));

    /// <summary>A route to a part of it does not count. True where the kernel cannot be asked: nobody can say then.</summary>
    public static bool IsThere(IPNetwork network)
    {
        using var handle = Posix.RawSocket(Netlink, RouteFamily);
        if (handle.IsInvalid)
            return true;

        using var socket = new Socket(handle);
        try
        {
            return Samples(network).Any(address => IsLocal(socket, address, network.PrefixLength));
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>The first address, the middle one and the last one: one of them may have a route of its own, as the address of a device has.</summary>
    private static IEnumerable<IPAddress> Samples(IPNetwork network)
    {
        var (first, middle, last) = (network.BaseAddress.GetAddressBytes(), network.BaseAddress.GetAddressBytes(), network.BaseAddress.GetAddressBytes());
        for (var bit = network.PrefixLength; bit < first.Length * 8; bit++)
        {
            var mask = (byte)(0x80 >> (bit % 8));
            last[bit / 8] |= mask;
            if (bit == network.PrefixLength)
                middle[bit / 8] |= mask;
        }

        return new[] { first, middle, last }.Select(static bytes => new IPAddress(bytes));
    }

    private static bool IsLocal(Socket socket, IPAddress address, int prefixLength)
    {
        socket.Send(Question(address.GetAddressBytes()));

        // One message: the route, or an error where there is none.
        Span<byte> answer = stackalloc byte[4096];
        var length = socket.Receive(answer);
        return length >= HeaderSize + RouteSize
            && BinaryPrimitives.ReadUInt16LittleEndian(answer[4..]) == NewRoute
            && answer[HeaderSize + 1] <= prefixLength
            && answer[HeaderSize + 7] == Local;
    }

    /// <remarks>Both architectures that are published for are little-endian.</remarks>
    private static byte[] Question(byte[] address)
    {
        var message = new byte[HeaderSize + RouteSize + AttributeSize + address.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), GetRoute);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), Request);

        var route = message.AsSpan(HeaderSize);
        route[0] = (byte)(address.Length == 4 ? Posix.Ipv4 : Posix.Ipv6);
        route[1] = (byte)(address.Length * 8);
        BinaryPrimitives.WriteUInt32LittleEndian(route[8..], TheRouteItself);

        var attribute = route[RouteSize..];
        BinaryPrimitives.WriteUInt16LittleEndian(attribute, (ushort)(AttributeSize + address.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(attribute[2..], Destination);
        address.CopyTo(attribute[AttributeSize..]);
        return message;
    }
}
