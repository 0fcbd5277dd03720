using System.Net;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.Sources.Manifests;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Golden;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

/// <summary>Renders as the daemon does, on a node called node1.</summary>
internal static class Rendering
{
    /// <summary>The input's own template.</summary>
    public static string Render(TemplateInput input)
    {
        var path = input.Template is "haproxy" or "keepalived" ? "" : Path.Combine(Repository.Root, "templates", input.Template);
        return Render(input, Path.GetFileName(input.Template).StartsWith("keepalived", StringComparison.Ordinal), path);
    }

    /// <summary>A text as HAProxy's template, or as Keepalived's.</summary>
    public static string Render(string template, TemplateInput? input = null, bool keepalived = false)
    {
        using var directory = new TemporaryDirectory();
        return Render(input ?? new(), keepalived, directory.Write("test.liquid", template));
    }

    /// <summary>A template in a file.</summary>
    public static string Render(TemplateInput input, bool keepalived, string path, string? device = "eth0")
    {
        var haproxyOptions = new HaproxyTemplateOptions { TemplateFile = path, Settings = input.Settings };
        var keepalivedOptions = new KeepalivedTemplateOptions
        {
            TemplateFile = path,
            Settings = input.Settings,
            Priority = input.Priority,
            Peers = input.Peers,
            ConstantAddress = input.ConstantAddress,
            CheckScript = input.CheckScript,
            RoutedNetworks = input.RoutedNetworks,
        };
        var node = new NodeDevice(device, [.. input.DeviceIps.Select(IPAddress.Parse)]);
        var fragments = keepalived
            ? Template.Load(TemplateFiles.Of(keepalivedOptions)).Render(View(input), TemplateData.For(keepalivedOptions, "/run/haproxy/admin.sock", node, new("node1")))
            : Template.Load(TemplateFiles.Of(haproxyOptions))
                .Render(View(input), TemplateData.For(haproxyOptions, keepalivedOptions, node, new("node1")));
        return fragments.Text();
    }

    private static ClusterView View(TemplateInput input)
    {
        if (input.Manifests.Length == 0)
            return input.View();

        var objects = ManifestReader.Read(input.Manifests, _ => { }).Select(one => one.Value).ToList();
        var store = new ClusterStore();
        store.Apply(new Replaced<Service>([.. objects.OfType<Service>()]));
        store.Apply(new Replaced<ServiceEndpoints>([.. objects.OfType<ServiceEndpoints>()]));
        return store.View(new());
    }
}
