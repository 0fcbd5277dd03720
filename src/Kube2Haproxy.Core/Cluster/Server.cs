using System.Net;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>One server of a backend: an endpoint, merged over all the objects that name its address and port, or a node.</summary>
/// <remarks>Never compared by <c>==</c>: it may hold lists.</remarks>
/// <param name="Name">Unique in its backend, stable while it lives, legal in HAProxy (letters, digits, <c>-_.:</c>).</param>
/// <param name="Id">1 to 2^31-1, unique in its backend, derived from <paramref name="Name"/>: HAProxy's <c>id</c> (manual 5.2).</param>
/// <param name="Address">Of the family of its backend.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Ready">Takes new connections.</param>
/// <param name="Serving">Would be ready if it were not terminating.</param>
/// <param name="Terminating">Its pod is shutting down; of a node, every pod on it is, or the node is about to go.</param>
/// <param name="Weight">1 where it takes new connections, 0 where it only keeps those that it has (HAProxy's <c>weight</c>).</param>
/// <param name="Node">Null where the cluster does not say.</param>
/// <param name="Zone">Null where the cluster does not say.</param>
public sealed record Server(
    string Name, int Id, IPAddress Address, int Port, bool Ready, bool Serving, bool Terminating, int Weight, string? Node, string? Zone)
{
    /// <summary>Zones whose clients should use it (<c>hints.forZones</c>), in their order; empty where nothing is said.</summary>
    public IReadOnlyList<string> HintZones { get; init; } = [];

    /// <summary>Nodes whose clients should use it (<c>hints.forNodes</c>), in their order; empty where nothing is said.</summary>
    public IReadOnlyList<string> HintNodes { get; init; } = [];

    /// <summary>Equal in value. A member that is forgotten here makes a difference; it does not hide one.</summary>
    internal bool SaysTheSameAs(Server other) =>
        this with { HintZones = other.HintZones, HintNodes = other.HintNodes } == other
        && HintZones.SequenceEqual(other.HintZones)
        && HintNodes.SequenceEqual(other.HintNodes);
}
