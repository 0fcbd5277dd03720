using System.Threading.Channels;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Rendering.Exposure;
using Kube2Haproxy.Rendering.Node;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kube2Haproxy.Rendering.Offline;

/// <summary>Renders once what <c>run</c> would, of a cluster and on a node that are told: the same on every machine.</summary>
public static class OfflineRendering
{
    /// <summary>HAProxy's configuration; or why its template gives none.</summary>
    /// <param name="configuration">Canonical values. Whether a daemon is enabled does not matter.</param>
    /// <param name="cluster">All of it, in deltas as a source hands them on first.</param>
    /// <param name="node">Where it is rendered.</param>
    public static (string? Text, string? Fault) Haproxy(
        IConfiguration configuration, IReadOnlyList<ClusterDelta> cluster, DescribedNode node) =>
        Render<HaproxyConfiguration>("Haproxy", configuration, cluster, node);

    /// <summary>The same of Keepalived.</summary>
    public static (string? Text, string? Fault) Keepalived(
        IConfiguration configuration, IReadOnlyList<ClusterDelta> cluster, DescribedNode node) =>
        Render<KeepalivedConfiguration>("Keepalived", configuration, cluster, node);

    private static (string? Text, string? Fault) Render<T>(
        string section, IConfiguration configuration, IReadOnlyList<ClusterDelta> cluster, DescribedNode node)
        where T : RenderedConfiguration
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var only = new Dictionary<string, string?> { ["Haproxy:Enabled"] = "false", ["Keepalived:Enabled"] = "false" };
        only[$"{section}:Enabled"] = "true";
        using var provider = Services<T>(
            new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(only).Build(), node).BuildServiceProvider();

        var rules = provider.GetRequiredService<NodeRules>().Read();
        var store = new ClusterStore(rules.Backends);
        foreach (var delta in cluster)
            store.Apply(delta);

        var renderer = provider.GetRequiredService<IConfigurationRenderer>();
        renderer.ReadTemplate();
        var fault = renderer.Render(store.View(rules), provider.GetRequiredService<INodeNetwork>().Device(), []);
        if (!provider.GetRequiredService<ChannelReader<T>>().TryRead(out var rendered))
            return (null, fault);

        // A daemon goes on without the Service whose text cannot be had; who tests a template wants to know of it.
        fault ??= rendered.Fragments.FirstOrDefault(fragment => fragment.Fault is not null) is { } faulted ? $"{faulted.Service}: {faulted.Fault}" : null;
        return fault is null ? (rendered.Text, null) : (null, fault);
    }

    private static ServiceCollection Services<T>(IConfiguration configuration, DescribedNode node)
        where T : RenderedConfiguration
    {
        var services = new ServiceCollection();
        var rendered = Channel.CreateBounded<T>(1);
        services.AddSingleton(rendered.Reader);
        services.AddSingleton(rendered.Writer);
        services.AddRendering(configuration);

        // What is registered last counts: nobody looks at the machine.
        services.AddSingleton<INodeNetwork>(new DescribedNetwork(node, configuration["Keepalived:Device"] ?? ""));
        return services;
    }
}
