using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>The address of a <c>server</c> line (<c>str2sa_range</c> of 2.6 and 3.0).</summary>
internal static class ServerAddress
{
    /// <summary>
    /// Its address and port where both are literal: no host name, which an added server never resolves; no socket of a file; no wildcard, which
    /// is the client's own destination; no missing or relative port, which is the client's.
    /// </summary>
    public static (IPAddress Address, int Port)? Read(string word)
    {
        var (text, family) = word switch
        {
            _ when word.StartsWith("ipv4@", StringComparison.Ordinal) => (word[5..], AddressFamily.InterNetwork),
            _ when word.StartsWith("ipv6@", StringComparison.Ordinal) => (word[5..], AddressFamily.InterNetworkV6),
            _ => (word, AddressFamily.Unspecified),
        };

        // What is behind the last colon is the port, also without brackets.
        var colon = text.LastIndexOf(':');
        if (colon < 0 || Address(text[..colon]) is not { } address || (family != AddressFamily.Unspecified && family != address.AddressFamily))
            return null;

        var isPort = int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        return isPort && port is >= 1 and <= IPEndPoint.MaxPort ? (address, port) : null;
    }

    private static IPAddress? Address(string text)
    {
        var inner = text is ['[', .. var between, ']'] ? between : text;
        if (inner.AsSpan().ContainsAny('%', '[', '/') || !IPAddress.TryParse(inner, out var address))
            return null;

        // .NET reads "10.1" and "0x7f.1" too, which are host names to HAProxy.
        var isLiteral = address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text;
        return isLiteral && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) ? address : null;
    }
}
