using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Sources.Manifests;

/// <summary>One object of a manifest.</summary>
/// <param name="Kind"><c>Service</c>, <c>EndpointSlice</c>, <c>Endpoints</c> or <c>Node</c>.</param>
/// <param name="Name">Unique among its kind.</param>
/// <param name="Line">Where it begins in its file, from 1.</param>
/// <param name="Json">Its whole text: the same text is the same object.</param>
/// <param name="Value">
/// A <see cref="Service"/>, a <see cref="ServiceEndpoints"/> or a <see cref="Node"/>; null for endpoints that belong to no Service.
/// </param>
internal sealed record ManifestObject(string Kind, NamespacedName Name, long Line, string Json, IClusterObject? Value)
{
    /// <summary>Null for other kinds, and for endpoints that belong to no Service.</summary>
    public ServiceEndpoints? Endpoints => Value as ServiceEndpoints;
}
