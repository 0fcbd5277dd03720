using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Wording;

namespace Kube2Haproxy.Sources.Manifests;

/// <summary>A manifest cannot be used.</summary>
/// <param name="line">From 1; 0 where it is the whole file.</param>
/// <param name="problem">What was found, and what would be right; without the place. It may hold any text.</param>
/// <param name="name">Of the object that cannot be used; null where it does not say, and where it is the whole file.</param>
internal sealed class ManifestException(long line, string problem, NamespacedName? name = null) : Exception(Quoted.Line(problem))
{
    /// <summary>Of the object that cannot be used; null where it does not say, and where it is the whole file.</summary>
    public NamespacedName? Name { get; } = name;

    /// <summary>From 1; 0 where it is the whole file.</summary>
    public long Line { get; } = line;
}
