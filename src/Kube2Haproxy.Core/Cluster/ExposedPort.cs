using System.Net;
using Kube2Haproxy.Core.Annotations;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>One port of an exposed Service in one address family: one HAProxy backend. A dual-stack Service has two for each port.</summary>
/// <param name="Name">The Service port's name; empty for an unnamed one.</param>
/// <param name="Port">1 to 65535, at each of <paramref name="Addresses"/>.</param>
/// <param name="Addresses">The service addresses of this family that have this port; at least one; sorted.</param>
/// <param name="Backend">Unique over the cluster, stable, legal in HAProxy.</param>
/// <param name="Servers">Sorted by name; may be empty.</param>
public sealed record ExposedPort(
    string Name, int Port, IReadOnlyList<IPAddress> Addresses, string Backend, IReadOnlyList<Server> Servers)
{
    /// <summary>What annotations say of it.</summary>
    public PortSettings Settings { get; init; } = PortSettings.None;

    /// <summary>Where a server, being a node, says to <c>GET /healthz</c> whether it has a ready endpoint; null where none does.</summary>
    public int? HealthCheckPort { get; init; }

    /// <summary>Equal in value, of one and the same Service.</summary>
    internal bool SaysTheSameAs(ExposedPort other) =>
        this with { Addresses = other.Addresses, Servers = other.Servers } == other
        && Addresses.SequenceEqual(other.Addresses)
        && Servers.Count == other.Servers.Count
        && Servers.Zip(other.Servers).All(static pair => pair.First.SaysTheSameAs(pair.Second));
}
