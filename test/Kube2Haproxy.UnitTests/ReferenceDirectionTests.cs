using System.Xml.Linq;

namespace Kube2Haproxy.UnitTests;

/// <summary>References go one way: executable → Sources, Rendering, Daemons → Core.</summary>
public sealed class ReferenceDirectionTests
{
    [Theory]
    [InlineData("Kube2Haproxy.Core", new string[0])]
    [InlineData("Kube2Haproxy.Sources", new[] { "Kube2Haproxy.Core" })]
    [InlineData("Kube2Haproxy.Rendering", new[] { "Kube2Haproxy.Core" })]
    [InlineData("Kube2Haproxy.Daemons", new[] { "Kube2Haproxy.Core" })]
    public void A_project_refers_only_to_those_below_it(string project, string[] allowed)
    {
        var references = Items(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension);

        references.ShouldBe(allowed);
    }

    [Fact]
    public void Core_needs_nothing_but_the_base_library()
    {
        Items("Kube2Haproxy.Core", "PackageReference").ShouldBeEmpty();
        Items("Kube2Haproxy.Core", "FrameworkReference").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Kube2Haproxy.Rendering", "KubernetesClient")]
    [InlineData("Kube2Haproxy.Daemons", "KubernetesClient")]
    [InlineData("Kube2Haproxy.Sources", "Fluid.Core")]
    [InlineData("Kube2Haproxy.Daemons", "Fluid.Core")]
    public void A_library_stays_in_the_project_that_it_serves(string project, string package) =>
        Items(project, "PackageReference").ShouldNotContain(package);

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Path.Combine(TestSupport.Repository.Root, "src", project, project + ".csproj"))
            .Descendants(kind)
            .Select(item => (string?)item.Attribute("Include") ?? "");
}
