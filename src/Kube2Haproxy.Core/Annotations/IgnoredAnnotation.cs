using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Core.Annotations;

/// <summary>An annotation of kube2haproxy's that has no effect, and why. The Service is served as if it were not there.</summary>
/// <param name="Service">The Service.</param>
/// <param name="Name">With the prefix, in double quotes, fit to be shown.</param>
/// <param name="Value">In double quotes, fit to be shown: control characters are written out, and a long value is cut.</param>
/// <param name="Explanation">A sentence for whoever wrote it: what would be right.</param>
public sealed record IgnoredAnnotation(NamespacedName Service, string Name, string Value, string Explanation);
