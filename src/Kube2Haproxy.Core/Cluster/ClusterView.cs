using System.Net;
using Kube2Haproxy.Core.Annotations;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>What is exposed of a cluster: the model that the templates see. Does not depend on the order of arrival.</summary>
/// <param name="Services">Sorted by namespace, then name, byte by byte.</param>
/// <param name="VirtualAddresses">The addresses of all <paramref name="Services"/>, each once; IPv4 before IPv6, then by value.</param>
/// <param name="Skipped">What is not served; sorted by Service, then port (all of them first), then address.</param>
public sealed record ClusterView(
    IReadOnlyList<ExposedService> Services, IReadOnlyList<IPAddress> VirtualAddresses, IReadOnlyList<SkippedPart> Skipped)
{
    /// <summary>Those of every Service that is selected, served or not; sorted by Service, then name.</summary>
    public IReadOnlyList<IgnoredAnnotation> IgnoredAnnotations { get; init; } = [];

    /// <summary>What has to be written to Services' status before they are served at all of their addresses; the older Service first.</summary>
    public IReadOnlyList<AddressAssignment> Assignments { get; init; } = [];
}
