using System.Net;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>One address and port that serves one port of a Service. Never compared: it may hold lists.</summary>
/// <remarks>An EndpointSlice of 10 endpoints and 2 ports gives 20 of these, so that merging slices needs no nesting.</remarks>
/// <param name="PortName">The name of the Service's port; empty for an unnamed one.</param>
/// <param name="Address">IPv4 or IPv6; its family decides which of the Service's addresses it serves.</param>
/// <param name="Port">1 to 65535, at <paramref name="Address"/>.</param>
/// <param name="Ready">Takes new connections (discovery.k8s.io/v1 <c>conditions.ready</c>, null meaning true).</param>
/// <param name="Serving">Would be ready if it were not terminating (<c>conditions.serving</c>, null meaning <c>ready</c>).</param>
/// <param name="Terminating">The pod is shutting down (<c>conditions.terminating</c>, null meaning false).</param>
public sealed record Endpoint(string PortName, IPAddress Address, int Port, bool Ready, bool Serving, bool Terminating)
{
    /// <summary>The pod behind it, from <c>targetRef</c> of kind Pod; null for other endpoints.</summary>
    public string? Pod { get; init; }

    /// <summary>The node that it runs on; null where the slice does not say.</summary>
    public string? Node { get; init; }

    /// <summary>The zone that it runs in; null where the slice does not say.</summary>
    public string? Zone { get; init; }

    /// <summary>Zones whose clients should use it (<c>hints.forZones</c>), in their order; empty where nothing is said.</summary>
    public IReadOnlyList<string> HintZones { get; init; } = [];

    /// <summary>Nodes whose clients should use it (<c>hints.forNodes</c>), in their order; empty where nothing is said.</summary>
    public IReadOnlyList<string> HintNodes { get; init; } = [];
}
