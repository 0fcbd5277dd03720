namespace Kube2Haproxy.Core.Status;

/// <summary>This node's role in VRRP. Never compared: it holds a list.</summary>
/// <param name="Instances">In the order of Keepalived's file, at least one; the only one has no name where the file has none that can be read.</param>
public sealed record VrrpStatus(IReadOnlyList<VrrpInstanceStatus> Instances)
{
    /// <summary>With one instance without a name.</summary>
    public VrrpStatus(VrrpState state, DateTimeOffset? since)
        : this([new VrrpInstanceStatus("", state, since)])
    {
    }

    /// <summary>Why this node cannot have the service addresses, with the remedy; null where it can.</summary>
    public string? Fault { get; init; }

    /// <summary>Before anybody has told.</summary>
    public static VrrpStatus Starting { get; } = new(VrrpState.Unknown, null);

    /// <summary>Of the first instance: of all nodes one alone is its MASTER, also where others are MASTER of other instances.</summary>
    public VrrpState State => Instances[0].State;

    /// <summary>When the first instance was first seen so; null while nobody has told.</summary>
    public DateTimeOffset? Since => Instances[0].Since;

    /// <summary>Some service addresses are on this node.</summary>
    public bool IsMasterOfAny => Instances.Any(static one => one.State == VrrpState.Master);
}
