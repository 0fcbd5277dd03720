using System.Net;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>What the status of a Service of type LoadBalancer shall say.</summary>
/// <param name="Service">The Service.</param>
/// <param name="Uid">Of the Service that was looked at: one that has taken its name since is another.</param>
/// <param name="ResourceVersion">Of that state: a Service that has changed since is to be looked at again.</param>
/// <param name="Addresses">All that shall stand in <c>status.loadBalancer.ingress</c>, at most one a family; IPv4 before IPv6.</param>
public sealed record AddressAssignment(NamespacedName Service, string Uid, string ResourceVersion, IReadOnlyList<IPAddress> Addresses)
{
    /// <inheritdoc/>
    public bool Equals(AddressAssignment? other) =>
        other is not null
        && (Service, Uid, ResourceVersion) == (other.Service, other.Uid, other.ResourceVersion)
        && Addresses.SequenceEqual(other.Addresses);

    /// <inheritdoc/>
    public override int GetHashCode() => Service.GetHashCode();
}
