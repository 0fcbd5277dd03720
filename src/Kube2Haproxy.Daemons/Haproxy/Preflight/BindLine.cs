using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>A line <c>bind</c> (configuration.txt, 5.1; <c>str2listener</c> and <c>str2sa_range</c> of 2.6 and 3.0).</summary>
/// <param name="Listeners">
/// Those of TCP at a literal address. What another network namespace, the resolver, or the environment decides is not among them, nor are
/// UNIX sockets, descriptors and UDP.
/// </param>
/// <param name="Sockets">How many listeners of any kind HAProxy counts for it.</param>
internal sealed record BindLine(IReadOnlyList<Listener> Listeners, int Sockets)
{
    /// <summary>Each with the only family that it leaves; what stands in front of an address and is not here is not TCP.</summary>
    private static readonly (string Prefix, AddressFamily Family)[] Prefixes =
    [
        ("ipv4@", AddressFamily.InterNetwork), ("tcp4@", AddressFamily.InterNetwork),
        ("ipv6@", AddressFamily.InterNetworkV6), ("tcp6@", AddressFamily.InterNetworkV6),
        ("ip@", AddressFamily.Unspecified), ("tcp@", AddressFamily.Unspecified),
    ];

    private static readonly (string Prefix, AddressFamily Family) Plain = ("", AddressFamily.Unspecified);

    /// <summary>Reads it.</summary>
    /// <param name="line">Its first word is <c>bind</c>.</param>
    public static BindLine Read(ConfigurationLine line)
    {
        var addresses = line.Words.Count > 1 ? line.Words[1].Split(',', StringSplitOptions.RemoveEmptyEntries) : [];
        var options = line.Words.Skip(2).ToList();
        var isKnown = line.IsLiteral && !options.Contains("namespace");
        var isTransparent = options.Contains("transparent");
        bool? isV6Only = options.Contains("v6only") ? true : options.Contains("v4v6") ? false : null;
        var device = options.IndexOf("interface") is >= 0 and var at && at + 1 < options.Count ? options[at + 1] : "";

        var listeners = new List<Listener>();
        var sockets = 0;
        foreach (var text in addresses)
        {
            var (address, first, last) = Address(text);
            sockets += last - first + 1;
            for (var port = first; address is not null && isKnown && port <= last; port++)
            {
                var isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
                listeners.Add(new Listener(address, port)
                {
                    Interface = device,
                    IsTransparent = isTransparent,
                    IsV6Only = isV6 ? isV6Only : null,
                });
            }
        }

        return new BindLine(listeners, sockets);
    }

    /// <summary>The address is null where it is none that can be tried here; the ports count all the same.</summary>
    private static (IPAddress? Address, int First, int Last) Address(string text)
    {
        var rest = text.StartsWith("stream+", StringComparison.Ordinal) ? text[7..] : text;
        var (prefix, family) = Prefixes.FirstOrDefault(one => rest.StartsWith(one.Prefix, StringComparison.Ordinal), Plain);
        rest = rest[prefix.Length..];

        // Behind the last colon, but not one within brackets.
        var colon = rest.LastIndexOf(':');
        if (colon < rest.LastIndexOf(']') || colon < 0 || Ports(rest[(colon + 1)..]) is not { } ports)
            return (null, 1, 1);

        return (Literal(rest[..colon], family), ports.First, ports.Last);
    }

    private static (int First, int Last)? Ports(string text)
    {
        var dash = text.IndexOf('-');
        return Port(dash < 0 ? text : text[..dash]) is { } first && Port(text[(dash + 1)..]) is { } last && first <= last ? (first, last) : null;
    }

    private static int? Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort ? port : null;

    private static IPAddress? Literal(string text, AddressFamily family)
    {
        if (text is "" or "*")
            return family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;

        var bare = text is ['[', .. var inner, ']'] ? inner : text;
        if (!IPAddress.TryParse(bare, out var address) || (family != AddressFamily.Unspecified && address.AddressFamily != family))
            return null;

        // .NET reads more than HAProxy does: "1", octal numbers, scopes.
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? bare.Contains('%') || bare.Contains('[') ? null : address
            : address.ToString() == bare ? address : null;
    }
}
