using System.Reflection;

namespace Kube2Haproxy.UnitTests;

/// <summary>Each project shows one way in, and keeps the rest to itself. Core is what both sides of a reference must know.</summary>
public sealed class PublicTypesTests
{
    [Theory]
    [InlineData("Kube2Haproxy.Sources", new[]
    {
        "Kube2Haproxy.Sources.Manifests.ManifestFiles",
        "Kube2Haproxy.Sources.SourcesServiceCollectionExtensions",
    })]
    [InlineData("Kube2Haproxy.Rendering", new[]
    {
        "Kube2Haproxy.Rendering.Exposure.ServicesOptions",
        "Kube2Haproxy.Rendering.Offline.DescribedNode",
        "Kube2Haproxy.Rendering.Offline.OfflineRendering",
        "Kube2Haproxy.Rendering.RenderingServiceCollectionExtensions",
    })]
    [InlineData("Kube2Haproxy.Daemons", new[]
    {
        "Kube2Haproxy.Daemons.DaemonsServiceCollectionExtensions",
        "Kube2Haproxy.Daemons.Haproxy.HaproxyOptions",
        "Kube2Haproxy.Daemons.Keepalived.KeepalivedOptions",
        "Kube2Haproxy.Daemons.Keepalived.Vrrp.Failover",
        "Kube2Haproxy.Daemons.Pausing.PauseFile",
        "Kube2Haproxy.Daemons.Pausing.SafetyOptions",
        "Kube2Haproxy.Daemons.Processes.DaemonPrograms",
    })]
    [InlineData("kube2haproxy", new[] { "Program" })]
    public void A_project_shows_only_these_types(string assembly, string[] types) =>
        Assembly.Load(assembly).GetExportedTypes().Select(type => type.FullName).Order(StringComparer.Ordinal).ShouldBe(types);
}
