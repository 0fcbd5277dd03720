using System.Net;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>What decides which Services are exposed, and where. Never compared: it holds collections.</summary>
public sealed record ExposureRules
{
    /// <summary>Which of a Service's addresses are exposed.</summary>
    public IReadOnlySet<AddressKind> Addresses { get; init; } = new HashSet<AddressKind> { AddressKind.ClusterIP };

    /// <summary>Of Services of type LoadBalancer only those of this class; empty for those without one.</summary>
    public string LoadBalancerClass { get; init; } = "";

    /// <summary>Where external and load balancers' addresses must lie; none where it is empty. Cluster IPs may be any.</summary>
    public IReadOnlyList<IPNetwork> AllowedAddresses { get; init; } = [];

    /// <summary>What the servers are.</summary>
    public BackendKind Backends { get; init; }

    /// <summary>Where the addresses of Services of type LoadBalancer that have none come from; empty where others assign them.</summary>
    public IReadOnlyList<IPNetwork> Pools { get; init; } = [];

    /// <summary>Other addresses that never become service addresses; the same on every node, unlike <see cref="NodeAddresses"/>.</summary>
    public IReadOnlySet<IPAddress> ReservedAddresses { get; init; } = new HashSet<IPAddress>();

    /// <summary>Only these namespaces; empty for all.</summary>
    public IReadOnlySet<string> Namespaces { get; init; } = new HashSet<string>();

    /// <summary>Whether the labels of a Service let it in.</summary>
    public Predicate<IReadOnlyDictionary<string, string>> Selects { get; init; } = static _ => true;

    /// <summary>Only what is annotated to be exposed; else all that is not annotated otherwise.</summary>
    public bool OptIn { get; init; }

    /// <summary>Ports that no Service may have: the node's own services listen there.</summary>
    public IReadOnlySet<int> ReservedPorts { get; init; } = new HashSet<int>();

    /// <summary>The node's own addresses, which never become service addresses.</summary>
    public IReadOnlySet<IPAddress> NodeAddresses { get; init; } = new HashSet<IPAddress>();

    /// <summary>Whether no Service may have this address: it is a node's.</summary>
    public bool IsReserved(IPAddress address) => NodeAddresses.Contains(address) || ReservedAddresses.Contains(address);

    /// <summary>Whether a tenant may have this address.</summary>
    public bool Allows(IPAddress address) => AllowedAddresses.Any(network => network.Contains(address));
}
