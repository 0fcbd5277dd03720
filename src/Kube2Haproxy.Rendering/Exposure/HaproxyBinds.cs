using System.Globalization;

namespace Kube2Haproxy.Rendering.Exposure;

/// <summary>Which ports HAProxy itself has at a wildcard address (manual 4.2, <c>bind</c>): they are not the node's own.</summary>
/// <remarks>
/// Without this a template that binds <c>:443</c> would take port 443 from every Service at the next start of the daemon. The kernel does
/// not tell another user whose a listening socket is; HAProxy's own file does.
/// </remarks>
internal static class HaproxyBinds
{
    private static readonly string[] Wildcards = ["", "*", "0.0.0.0", "::", "[::]"];

    /// <param name="configuration">The text of HAProxy's configuration.</param>
    public static IEnumerable<int> WildcardPorts(string configuration) =>
        configuration.Split('\n')
            .Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["bind", _, ..])
            .SelectMany(words => words[1].Split(','))
            .SelectMany(Ports);

    private static IEnumerable<int> Ports(string address)
    {
        // Such as ipv6@:::443: a family may stand before, the port is what follows the last colon.
        var at = address[(address.IndexOf('@', StringComparison.Ordinal) + 1)..];
        var colon = at.LastIndexOf(':');
        if (colon < 0 || !Wildcards.Contains(at[..colon]))
            return [];

        var range = at[(colon + 1)..].Split('-');
        return range is [var first, ..] && Number(first) is { } from && Number(range[^1]) is { } to && to >= from
            ? Enumerable.Range(from, to - from + 1)
            : [];
    }

    private static int? Number(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
}
