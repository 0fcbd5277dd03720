namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>How a pair is to be.</summary>
internal sealed record PairOptions
{
    /// <summary>So many stand from the start, each with an IPv4 and an IPv6 address.</summary>
    public int Services { get; init; } = 5;

    /// <summary>Of HAProxy and of Keepalived, as the settings take it; null for their defaults.</summary>
    public string? ReloadInterval { get; init; } = "200ms";

    /// <summary>That the nodes' endpoints listen on; null for the default, loopback.</summary>
    public string? ServerAddress { get; init; }

    /// <summary>The nodes know each other (<c>Keepalived:Peers</c>).</summary>
    public bool IsUnicast { get; init; }

    /// <summary>Both nodes serve, by the example of that: two instances, each node is MASTER of one.</summary>
    public bool IsActiveActive { get; init; }

    /// <summary>IPv4's service addresses are routed to the constant address, and no node has them from Keepalived.</summary>
    public bool IsRouted { get; init; }

    /// <summary><c>Haproxy:OnlyWhenMaster</c>.</summary>
    public bool OnlyWhenMaster { get; init; }

    /// <summary>Each node has a copy of the built-in template of Keepalived and works with that: a test may change it.</summary>
    public bool CopiesTemplate { get; init; }
}
