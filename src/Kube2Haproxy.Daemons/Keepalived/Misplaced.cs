namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>An address that is not where it must be.</summary>
internal abstract record Misplaced
{
    /// <summary>More would hide what matters.</summary>
    private const int MostCommands = 5;

    /// <summary>This node is MASTER and lacks it.</summary>
    public sealed record Lacking(string Instance, string Address, string Device) : Misplaced;

    /// <summary>This node is not MASTER and has it.</summary>
    public sealed record LeftBehind(string Instance, NodeAddress Address) : Misplaced;

    /// <summary>Keepalived has had it, and it is not in its file any more.</summary>
    public sealed record Former(NodeAddress Address) : Misplaced;

    /// <summary>What is wrong, with the commands that mend it; null where nothing is.</summary>
    public static string? Fault(IReadOnlyList<Misplaced> all)
    {
        string?[] parts =
        [
            .. all.OfType<Lacking>().GroupBy(static one => one.Instance).Select(static group => Words(
                $"This node is MASTER of {group.Key} without all of its addresses, also after a reload", "add",
                group.Select(static one => $"{one.Address} dev {one.Device}"))),
            .. all.OfType<LeftBehind>().GroupBy(static one => one.Instance).Select(static group => Words(
                $"This node is not MASTER of {group.Key} and has addresses of it, beside the node that is", "del",
                group.Select(static one => $"{one.Address}"))),
            all.OfType<Former>().Select(static one => $"{one.Address}").ToList() is { Count: > 0 } former
                ? Words("This node has addresses that Keepalived has left behind and does not know any more", "del", former)
                : null,
        ];
        return parts.OfType<string>().ToList() is { Count: > 0 } told ? string.Join(' ', told) : null;
    }

    private static string Words(string what, string command, IEnumerable<string> addresses)
    {
        var all = addresses.ToList();
        var more = all.Count > MostCommands ? $" (and {all.Count - MostCommands} more)" : "";
        return $"{what}: {string.Join("; ", all.Take(MostCommands).Select(address => $"ip addr {command} {address}"))}{more}.";
    }
}
