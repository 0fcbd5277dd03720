using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Rendering.Node;

namespace Kube2Haproxy.Rendering;

/// <summary>One daemon's configuration, as the loop that renders sees it.</summary>
internal interface IConfigurationRenderer
{
    /// <summary>Reads the template's files again.</summary>
    void ReadTemplate();

    /// <summary>The daemon runs what this template gave: it is the one to fall back to. One of another daemon is passed over.</summary>
    void Take(RenderInput.TemplateTaken taken);

    /// <summary>Renders and, where the text is new, publishes it. Null, or what is wrong with the template.</summary>
    /// <param name="view">What is exposed.</param>
    /// <param name="device">What carries the service addresses.</param>
    /// <param name="changes">When the changes since the last call happened in the cluster.</param>
    string? Render(ClusterView view, NodeDevice device, IReadOnlyList<DateTimeOffset> changes);
}
