using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Core.Rendered;

/// <summary>All that can make the configurations change, as one union on one channel: its only reader needs no lock.</summary>
public abstract record RenderInput
{
    private RenderInput()
    {
    }

    /// <summary>Changes of the cluster that belong together: nothing is rendered between them.</summary>
    /// <param name="Deltas">In order.</param>
    public sealed record ClusterChanged(IReadOnlyList<ClusterDelta> Deltas) : RenderInput;

    /// <summary>A template file changed, or SIGHUP asked for all of them to be read again.</summary>
    public sealed record TemplatesChanged : RenderInput;

    /// <summary>A daemon runs what a template gave, now or when an earlier process ended: it is the one to fall back to.</summary>
    /// <param name="Daemon"><c>haproxy</c> or <c>keepalived</c>.</param>
    /// <param name="Template">As it was in the configuration.</param>
    public sealed record TemplateTaken(string Daemon, TemplateVersion Template) : RenderInput;

    /// <summary>The addresses of the node changed.</summary>
    public sealed record DeviceAddressesChanged : RenderInput;
}
