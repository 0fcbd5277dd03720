using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Rendering.Exposure;

/// <summary>Section <c>Services</c>: which Services are exposed, and at which of their addresses.</summary>
public sealed class ServicesOptions
{
    /// <summary>The word in <see cref="ReservedPorts"/>.</summary>
    public const string Listening = "listening";

    /// <summary>Kinds of addresses that become service addresses: names of <see cref="AddressKind"/>.</summary>
    public List<string> Addresses { get; set; } = [];

    /// <summary>Of Services of type LoadBalancer only those of this <c>spec.loadBalancerClass</c>; empty for those without one.</summary>
    public string LoadBalancerClass { get; set; } = "";

    /// <summary>Networks (CIDR) in which external and load balancers' addresses must lie.</summary>
    public List<string> AllowedAddresses { get; set; } = [];

    /// <summary>What the servers are.</summary>
    public BackendKind Backends { get; set; }

    /// <summary>Networks (CIDR) from which Services of type LoadBalancer get an address; empty where others assign them.</summary>
    public List<string> Pools { get; set; } = [];

    /// <summary>Only what an annotation exposes; else all that none hides.</summary>
    public bool OptIn { get; set; }

    /// <summary>Only Services of these namespaces; empty for all.</summary>
    public List<string> Namespaces { get; set; } = [];

    /// <summary>Only Services whose labels match, in the syntax of <c>kubectl -l</c>; empty for all.</summary>
    public string Selector { get; set; } = "";

    /// <summary>
    /// Ports that no Service may have: numbers, and the word <c>listening</c> for each port that the node itself, and not HAProxy,
    /// listens on at a wildcard address when the daemon starts.
    /// </summary>
    public List<string> ReservedPorts { get; set; } = [];
}
