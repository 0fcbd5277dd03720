using System.Net;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>What a Service of type LoadBalancer (core/v1) asks for and what it was given.</summary>
/// <remarks>Never compared by <c>==</c>: it holds lists.</remarks>
public sealed record LoadBalancer
{
    /// <summary><c>spec.loadBalancerClass</c>: who is to serve it; empty where nobody is named.</summary>
    public string Class { get; init; } = "";

    /// <summary><c>spec.loadBalancerIP</c>; null where none is asked for.</summary>
    public IPAddress? Requested { get; init; }

    /// <summary><c>status.loadBalancer.ingress[].ip</c>, in their order; empty while none is assigned.</summary>
    public IReadOnlyList<IPAddress> Assigned { get; init; } = [];

    /// <summary><c>status.loadBalancer.ingress[].hostname</c>, as they are in the cluster.</summary>
    public IReadOnlyList<string> Hostnames { get; init; } = [];

    /// <summary>Equal in value. A member that is forgotten here makes a difference; it does not hide one.</summary>
    internal bool SaysTheSameAs(LoadBalancer other) =>
        this with { Assigned = other.Assigned, Hostnames = other.Hostnames } == other
        && Assigned.SequenceEqual(other.Assigned)
        && Hostnames.SequenceEqual(other.Hostnames);
}
