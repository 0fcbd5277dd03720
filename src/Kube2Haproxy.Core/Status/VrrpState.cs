namespace Kube2Haproxy.Core.Status;

/// <summary>This node's role, as Keepalived has it (RFC 5798 names; Keepalived adds FAULT).</summary>
public enum VrrpState
{
    /// <summary>Keepalived does not run, or nobody has told.</summary>
    Unknown,

    /// <summary>The service addresses are on this node.</summary>
    Master,

    /// <summary>They are on the peer.</summary>
    Backup,

    /// <summary>Keepalived cannot take part.</summary>
    Fault,
}
