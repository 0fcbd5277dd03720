using System.Globalization;

namespace Kube2Haproxy.Rendering.Node;

/// <summary>Finds the device of the default route in the kernel's tables (proc(5), net/route and net/ipv6_route).</summary>
internal static class DefaultRoute
{
    // RTF_UP and RTF_REJECT of linux/route.h; the latter marks the unreachable default route that every IPv6 host has on lo.
    private const uint Up = 0x1;
    private const uint Reject = 0x200;

    /// <summary>The device of the default route with the least metric, of IPv4's where there is one; null without one.</summary>
    /// <param name="routes">Lines of /proc/net/route: a heading, then Iface Destination Gateway Flags RefCnt Use Metric Mask …</param>
    /// <param name="routes6">Lines of /proc/net/ipv6_route: destination, length, source, length, next hop, metric, …, flags, device.</param>
    public static string? Device(IEnumerable<string> routes, IEnumerable<string> routes6)
    {
        var ipv4 = routes.Skip(1)
            .Select(Words)
            .Where(words => words is [_, "00000000", _, _, _, _, _, "00000000", ..] && IsUsable(words[3]))
            .MinBy(words => uint.Parse(words[6], CultureInfo.InvariantCulture));
        if (ipv4 is not null)
            return ipv4[0];

        var ipv6 = routes6
            .Select(Words)
            .Where(words => words is [_, "00", _, _, _, _, _, _, _, _] && words[0].All(digit => digit == '0') && IsUsable(words[8]))
            .MinBy(words => uint.Parse(words[5], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return ipv6?[9];
    }

    private static string[] Words(string line) => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static bool IsUsable(string hexFlags) =>
        uint.TryParse(hexFlags, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var flags) && (flags & (Up | Reject)) == Up;
}
