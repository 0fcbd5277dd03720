using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>Gives out the addresses of some networks, the lowest that is free first.</summary>
/// <param name="networks">In the order in which they are used up.</param>
/// <param name="taken">What is not free; grows by what is given out.</param>
internal sealed class AddressPools(IReadOnlyList<IPNetwork> networks, HashSet<IPAddress> taken)
{
    // What is taken stays taken while this lives, so nobody looks at it twice.
    private readonly UInt128[] _next = [.. networks.Select(static network => First(network))];

    /// <summary>Whether there is a network of this family at all.</summary>
    public bool Have(AddressFamily family) => networks.Any(network => network.BaseAddress.AddressFamily == family);

    /// <summary>Null where none is left.</summary>
    public IPAddress? Take(AddressFamily family)
    {
        for (var i = 0; i < networks.Count; i++)
        {
            if (networks[i].BaseAddress.AddressFamily != family)
                continue;

            for (var last = Last(networks[i]); _next[i] <= last; _next[i]++)
            {
                var address = Address(_next[i], family);
                if (taken.Add(address))
                    return address;
            }
        }

        return null;
    }

    /// <summary>The first of a network is the network's own (RFC 950), or the anycast address of its routers (RFC 4291 2.6.1).</summary>
    private static UInt128 First(IPNetwork network) => Number(network.BaseAddress) + (HostBits(network) >= 2 ? UInt128.One : UInt128.Zero);

    /// <summary>The last of an IPv4 network is its broadcast address.</summary>
    private static UInt128 Last(IPNetwork network)
    {
        var bits = HostBits(network);
        var last = Number(network.BaseAddress) + ((UInt128.One << bits) - 1);
        return bits >= 2 && network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? last - 1 : last;
    }

    private static int HostBits(IPNetwork network) => (network.BaseAddress.GetAddressBytes().Length * 8) - network.PrefixLength;

    private static UInt128 Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes[(16 - address.GetAddressBytes().Length)..], out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static IPAddress Address(UInt128 number, AddressFamily family)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(family == AddressFamily.InterNetwork ? bytes[12..] : bytes);
    }
}
