using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Of section <c>Services</c> what decides what the API server is asked for, so that the rest never comes.</summary>
internal sealed class ServicesSelectionOptions
{
    /// <summary>Only these namespaces are asked for, each by its own requests; empty for all in one.</summary>
    public List<string> Namespaces { get; set; } = [];

    /// <summary>Only Services whose labels match, in the syntax of <c>kubectl -l</c>, are asked for; empty for all.</summary>
    public string Selector { get; set; } = "";

    /// <summary>With <see cref="BackendKind.NodePort"/> nodes are asked for, too.</summary>
    public BackendKind Backends { get; set; }
}
