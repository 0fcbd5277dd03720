using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.Configuration;

/// <summary>Addresses and names on the network.</summary>
internal static class NetworkValues
{
    public static ValueSyntax Address { get; } = new("ADDRESS", "an IP address, such as 192.0.2.1 or 2001:db8::1", text =>
        TryParse(text, out var address) ? address.ToString() : null);

    public static ValueSyntax AddressWithPrefix { get; } = new(
        "ADDRESS/PREFIX", "an IP address with the length of its prefix, such as 192.0.2.1/32", text =>
        {
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0 || !TryParse(text[..slash], out var address))
                return null;
            var most = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
            return int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= most
                ? string.Create(CultureInfo.InvariantCulture, $"{address}/{length}")
                : null;
        });

    public static ValueSyntax Network { get; } = new("CIDR", "networks such as 203.0.113.0/24 or 2001:db8::/64", text =>
    {
        const string right = "it must be a network such as 203.0.113.0/24 or 2001:db8::/64";
        if (AddressWithPrefix.Read(text).Canonical is not { } canonical)
            return Reading.Wrong(right);
        var length = int.Parse(canonical.AsSpan(canonical.IndexOf('/', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        var bytes = IPAddress.Parse(canonical[..canonical.IndexOf('/', StringComparison.Ordinal)]).GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));

        // Bits after the prefix are more often a slip of the prefix than of the address.
        var network = string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/{length}");
        return network == canonical ? Reading.Right(network) : Reading.Wrong($"{right}; of this length it is {network}");
    });

    /// <summary>Credentials belong into a kubeconfig: what stands here is shown.</summary>
    public static ValueSyntax ServerUrl { get; } = new("URL", "a URL without a user, such as https://192.0.2.1:6443", text =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) && url.UserInfo.Length == 0
            ? text
            : null);

    /// <summary>The kernel's rule (<c>dev_valid_name</c>), whose limit of 15 bytes leaves room for the final zero.</summary>
    public static ValueSyntax Device { get; } = new("DEVICE", "the name of a network device, such as eth0 (at most 15 characters)", text =>
        text is not ("" or "." or "..") && text.Length <= 15 && text.All(c => c is > ' ' and <= '~' and not '/' and not ':') ? text : null);

    // IPAddress.TryParse alone takes "1", "0x7f.1", "[::1]:80" and scopes.
    private static bool TryParse(string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.AsSpan().ContainsAny('[', '%') || !IPAddress.TryParse(text, out var parsed))
            return false;
        address = parsed;
        return parsed.AddressFamily == AddressFamily.InterNetworkV6 || parsed.ToString() == text;
    }
}
