using System.Net;
using Kube2Haproxy.Core.Cluster;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

/// <summary>What is not served at all, and why.</summary>
public sealed class UnservedTests
{
    public static TheoryData<SkipReason, Service> Unserved => new()
    {
        { SkipReason.ExternalName, Service("x") with { Type = ServiceType.ExternalName, ClusterAddresses = [] } },
        { SkipReason.Headless, Service("x", null) with { IsHeadless = true, ExternalAddresses = [IPAddress.Parse("203.0.113.7")] } },
        { SkipReason.NoPorts, Service("x") with { Ports = [] } },
        { SkipReason.NoAddress, Service("x", address: null) },
    };

    [Theory]
    [MemberData(nameof(Unserved))]
    public void A_service_that_is_not_served_is_told_once_with_the_reason(SkipReason reason, Service service)
    {
        var rules = new ExposureRules
        {
            Addresses = new HashSet<AddressKind> { AddressKind.ClusterIP, AddressKind.ExternalIP },
            AllowedAddresses = [IPNetwork.Parse("203.0.113.0/24")],
        };

        var view = View([service], [EndpointsOf("x", "10.1.0.1:80")], rules);

        view.Services.ShouldBeEmpty();
        var skipped = view.Skipped.ShouldHaveSingleItem();
        (skipped.What, skipped.Reason).ShouldBe(("default/x", reason));
        skipped.Explanation.ShouldEndWith(".");
    }

    [Theory]
    [InlineData(false, "", "web,metrics")]
    [InlineData(true, "", "")]
    [InlineData(false, "expose=false", "")]
    [InlineData(true, "expose=true", "web,metrics")]
    [InlineData(false, "expose.metrics=false", "web")]
    [InlineData(true, "expose.web=true", "web")]
    [InlineData(true, "expose=true,expose.metrics=false", "web")]
    [InlineData(false, "expose=false,expose.web=true", "web")]
    [InlineData(false, "expose=no", "web,metrics")]
    [InlineData(true, "expose=yes", "")]
    public void Annotations_say_what_is_exposed(bool optIn, string annotations, string ports)
    {
        var service = Service("x", ports: [new("web", 80, TransportProtocol.Tcp), new("metrics", 9090, TransportProtocol.Tcp)])
            .Annotated(annotations.Split(',', StringSplitOptions.RemoveEmptyEntries));

        var view = View([service], [], new ExposureRules { OptIn = optIn });

        string.Join(',', view.Services.SelectMany(one => one.Ports).Select(port => port.Name)).ShouldBe(ports);
        view.Skipped.ShouldAllBe(skip => skip.Reason == SkipReason.NotExposed);
        view.Skipped.Count.ShouldBe(ports == "web,metrics" ? 0 : 1);
    }

    [Theory]
    [InlineData(true, "", "default/x", "Services:OptIn is true and no annotation exposes it; kube2haproxy.io/expose: ")]
    [InlineData(false, "expose=false", "default/x", "An annotation hides it; kube2haproxy.io/expose: ")]
    [InlineData(false, "expose.b=false", "default/x port 81", "An annotation hides it; kube2haproxy.io/expose.b: ")]
    public void What_is_not_exposed_is_told_with_the_annotation_that_would_expose_it(
        bool optIn, string annotation, string what, string explanation)
    {
        var service = Service("x", ports: [new("a", 80, TransportProtocol.Tcp), new("b", 81, TransportProtocol.Tcp)])
            .Annotated(annotation.Split(',', StringSplitOptions.RemoveEmptyEntries));

        var skipped = View([service], [], new ExposureRules { OptIn = optIn }).Skipped.ShouldHaveSingleItem();

        (skipped.What, skipped.Explanation).ShouldBe((what, explanation + "\"true\" would expose it."));
    }

    [Fact]
    public void Ignored_annotations_of_every_selected_service_are_told_whether_it_is_served_or_not()
    {
        var rules = new ExposureRules { Namespaces = new HashSet<string> { "default" } };

        var view = View(
            [
                Service("z", "10.0.0.9").Annotated("mode=udp"), Service("a", address: null).Annotated("b=1", "a=1"),
                Service("c", "10.0.0.2", ns: "other").Annotated("mode=udp"),
            ],
            [],
            rules);

        view.IgnoredAnnotations.Select(one => (one.Service.Name, one.Name)).ShouldBe(
            [("a", "\"kube2haproxy.io/a\""), ("a", "\"kube2haproxy.io/b\""), ("z", "\"kube2haproxy.io/mode\"")]);
    }

    private static ClusterView View(Service[] services, ServiceEndpoints[] endpoints, ExposureRules rules)
    {
        var store = new ClusterStore();
        store.Apply(new Replaced<Service>(services));
        store.Apply(new Replaced<ServiceEndpoints>(endpoints));
        return store.View(rules);
    }
}
