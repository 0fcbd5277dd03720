namespace Kube2Haproxy.Core.Cluster;

/// <summary>Why a part of a Service is not served. The names are label values of a metric: they stay as they are.</summary>
public enum SkipReason
{
    /// <summary>An annotation hides it, or none exposes it where one has to.</summary>
    NotExposed,

    /// <summary>A DNS alias has neither addresses nor endpoints.</summary>
    ExternalName,

    /// <summary>Without a cluster IP on purpose: its clients find the pods by themselves.</summary>
    Headless,

    /// <summary>There is nothing to forward.</summary>
    NoPorts,

    /// <summary>Nodes are the servers, and it has no port at them.</summary>
    NoNodePort,

    /// <summary>No address of a kind that is exposed, or none yet.</summary>
    NoAddress,

    /// <summary>Of type LoadBalancer, and no address is left for it.</summary>
    PoolExhausted,

    /// <summary>Of type LoadBalancer and for another load balancer.</summary>
    OtherClass,

    /// <summary>Text that is no address.</summary>
    UnreadableAddress,

    /// <summary>An external or load balancer's address that the operator has not allowed.</summary>
    AddressNotAllowed,

    /// <summary>A transport that HAProxy does not forward.</summary>
    Protocol,

    /// <summary>A port that the node keeps for itself.</summary>
    ReservedPort,

    /// <summary>An address of the node itself or of a peer, or the constant one.</summary>
    NodeAddress,

    /// <summary>Another Service has the address and port.</summary>
    Conflict,
}
