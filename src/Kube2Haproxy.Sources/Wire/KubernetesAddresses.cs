using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>Addresses and networks as Kubernetes writes them. The base library alone reads too much into them.</summary>
internal static class KubernetesAddresses
{
    // IPv6 with an embedded IPv4 address: longer is none.
    private const int Longest = 45;

    /// <summary>Reads a unicast address of this family, or of either if it is unspecified.</summary>
    /// <remarks>
    /// The base library takes <c>10.1</c> for 10.0.0.1 and <c>010.0.0.1</c> for 8.0.0.1, and IPv6 with a zone or in brackets: each of
    /// them would send traffic to somebody else. An unspecified address would bind to everything.
    /// </remarks>
    public static bool TryParse([NotNullWhen(true)] string? text, AddressFamily family, [NotNullWhen(true)] out IPAddress? address) =>
        TryParseAny(text, out address)
        && IsUnicast(address)
        && (family == AddressFamily.Unspecified || family == address.AddressFamily);

    /// <summary>The same of either family, from UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out IPAddress? address) =>
        TryParseAny(text, out address) && IsUnicast(address);

    /// <summary>Reads a CIDR. Spaces around it and bits after the prefix are allowed, as in the API server.</summary>
    public static bool TryParseNetwork(string? text, out IPNetwork network)
    {
        network = default;
        var trimmed = text?.Trim() ?? "";
        var slash = trimmed.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0
            || !TryParseAny(trimmed[..slash], out var address)
            || !int.TryParse(trimmed.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return false;
        }

        var bytes = address.GetAddressBytes();
        if (length > bytes.Length * 8)
            return false;

        for (var bit = length; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));

        network = new IPNetwork(new IPAddress(bytes), length);
        return true;
    }

    private static bool TryParseAny([NotNullWhen(true)] string? text, [NotNullWhen(true)] out IPAddress? address)
    {
        Span<byte> utf8 = stackalloc byte[Longest];
        address = null;
        return text is not null && Encoding.UTF8.TryGetBytes(text, utf8, out var length) && TryParseAny(utf8[..length], out address);
    }

    private static bool TryParseAny(ReadOnlySpan<byte> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.ContainsAny("%[]"u8) || !IPAddress.TryParse(text, out var parsed))
            return false;

        Span<byte> canonical = stackalloc byte[Longest];
        var exact = parsed.AddressFamily == AddressFamily.InterNetwork
            ? parsed.TryFormat(canonical, out var length) && text.SequenceEqual(canonical[..length])
            : !parsed.IsIPv4MappedToIPv6;
        address = exact ? parsed : null;
        return exact;
    }

    private static bool IsUnicast(IPAddress address) =>
        !address.Equals(IPAddress.Any)
        && !address.Equals(IPAddress.IPv6Any)
        && !address.Equals(IPAddress.Broadcast)
        && !address.IsIPv6Multicast
        && !(address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] is >= 224 and <= 239);
}
