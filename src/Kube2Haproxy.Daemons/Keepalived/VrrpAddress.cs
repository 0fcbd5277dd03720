using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>One entry of a list of addresses.</summary>
/// <param name="Text">Its first word, with the prefix length.</param>
/// <param name="Address">Null where the word is no literal address, or is not to be known, as with a definition.</param>
/// <param name="Line">From 1.</param>
internal sealed record VrrpAddress(string Text, IPAddress? Address, int Line)
{
    /// <summary>.NET reads "fe80::1%eth0" and "[::1]" too, which Keepalived does not (inet_pton(3)).</summary>
    private static readonly SearchValues<char> OfIpv6 = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>A literal address, perhaps with a prefix length.</summary>
    public static VrrpAddress Read(string word, int line) => new(word, Literal(word), line);

    private static IPAddress? Literal(string word)
    {
        var slash = word.IndexOf('/', StringComparison.Ordinal);
        var text = slash < 0 ? word : word[..slash];
        if (!IPAddress.TryParse(text, out var address))
            return null;

        // .NET reads "10.1", "0x7f.1" and "010.0.0.1", too.
        var (isLiteral, longest) = address.AddressFamily == AddressFamily.InterNetworkV6
            ? (!text.AsSpan().ContainsAnyExcept(OfIpv6), 128)
            : (address.ToString() == text, 32);
        var hasPrefix = slash < 0
            || (int.TryParse(word.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= longest);
        return isLiteral && hasPrefix ? address : null;
    }
}
