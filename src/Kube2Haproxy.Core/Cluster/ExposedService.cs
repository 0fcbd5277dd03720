using System.Net;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>A Service that kube2haproxy serves, with what became of its endpoints.</summary>
/// <param name="Service">As it is in the cluster.</param>
/// <param name="Addresses">All addresses that have at least one port; at least one; IPv4 before IPv6, then by value.</param>
/// <param name="Ports">At least one; in the order of the Service, IPv4 before IPv6.</param>
public sealed record ExposedService(Service Service, IReadOnlyList<IPAddress> Addresses, IReadOnlyList<ExposedPort> Ports);
