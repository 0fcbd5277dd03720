using System.Net;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>What decides which Services are exposed. Never compared: it holds collections.</summary>
public sealed record ExposureRules
{
    /// <summary>Only these namespaces; empty for all.</summary>
    public IReadOnlySet<string> Namespaces { get; init; } = new HashSet<string>();

    /// <summary>Whether the labels of a Service let it in.</summary>
    public Predicate<IReadOnlyDictionary<string, string>> Selects { get; init; } = static _ => true;

    /// <summary>Ports that no Service may have: the node's own services listen there.</summary>
    public IReadOnlySet<int> ReservedPorts { get; init; } = new HashSet<int>();

    /// <summary>The node's own addresses, which never become service addresses.</summary>
    public IReadOnlySet<IPAddress> NodeAddresses { get; init; } = new HashSet<IPAddress>();
}
