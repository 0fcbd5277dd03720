using Kube2Haproxy.Core.Annotations;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Core.Status;

/// <summary>What is rendered of the cluster.</summary>
/// <param name="Services">Services that are exposed.</param>
/// <param name="Endpoints">Servers over all their backends.</param>
/// <param name="Skipped">What is not exposed, and why.</param>
/// <param name="Fault">Why a template gives no configuration, with the remedy; null while all do. The last good one stays in force.</param>
public sealed record ClusterStatus(int Services, int Endpoints, IReadOnlyList<SkippedPart> Skipped, string? Fault)
{
    /// <summary>Annotations of kube2haproxy's that have no effect, and why.</summary>
    public IReadOnlyList<IgnoredAnnotation> IgnoredAnnotations { get; init; } = [];

    /// <summary>Before the first rendering.</summary>
    public static ClusterStatus Starting { get; } = new(0, 0, [], null);
}
