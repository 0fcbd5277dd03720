namespace Kube2Haproxy.Sources.Manifests;

/// <summary>Section <c>Manifests</c>: a directory of manifests in place of a cluster.</summary>
internal sealed class ManifestsOptions
{
    /// <summary>Path of the directory; empty to watch the Kubernetes API.</summary>
    public string Directory { get; set; } = "";
}
