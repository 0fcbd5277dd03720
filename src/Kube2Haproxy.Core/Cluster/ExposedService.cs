using System.Net;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>A Service that kube2haproxy serves, with what became of its endpoints.</summary>
/// <param name="Service">As it is in the cluster, but perhaps of an older resourceVersion that says the same.</param>
/// <param name="Addresses">All addresses that have at least one port; at least one; IPv4 before IPv6, then by value.</param>
/// <param name="Ports">At least one; in the order of the Service, IPv4 before IPv6.</param>
public sealed record ExposedService(Service Service, IReadOnlyList<IPAddress> Addresses, IReadOnlyList<ExposedPort> Ports)
{
    /// <summary>The same instance of a Service, served in the same way.</summary>
    internal bool SaysTheSameAs(ExposedService other) =>
        ReferenceEquals(Service, other.Service)
        && Ports.Count == other.Ports.Count
        && Ports.Zip(other.Ports).All(static pair => pair.First.SaysTheSameAs(pair.Second));
}
