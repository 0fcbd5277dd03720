using System.Net;
using System.Text.Json;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Wire;

namespace Kube2Haproxy.UnitTests.Sources.Wire;

public sealed class EndpointSliceConversionTests
{
    private const string Metadata = """
        "metadata":{"name":"web-x2z","namespace":"shop","labels":{"kubernetes.io/service-name":"web"}}
        """;

    [Fact]
    public void Each_address_has_each_TCP_port()
    {
        var slice = Good($$"""
            { {{Metadata}}, "addressType":"IPv4",
              "endpoints":[{"addresses":["10.1.0.1"],"conditions":{"ready":true},"nodeName":"n1","zone":"z1",
                  "targetRef":{"kind":"Pod","name":"web-0"} },
                {"addresses":["10.1.0.2"],"targetRef":{"kind":"Node","name":"n2"} }],
              "ports":[{"name":"http","port":8080},{"name":"dns","port":53,"protocol":"UDP"},{"name":"tls","port":8443,"protocol":"TCP"}]}
            """);

        slice.Name.ShouldBe(new NamespacedName("shop", "web-x2z"));
        slice.Service.ShouldBe(new NamespacedName("shop", "web"));
        slice.Endpoints.ShouldBe(
        [
            Endpoint("http", "10.1.0.1", 8080) with { Pod = "web-0", Node = "n1", Zone = "z1" },
            Endpoint("tls", "10.1.0.1", 8443) with { Pod = "web-0", Node = "n1", Zone = "z1" },
            Endpoint("http", "10.1.0.2", 8080),
            Endpoint("tls", "10.1.0.2", 8443),
        ]);
    }

    [Theory]
    [InlineData("null", true, true, false)]
    [InlineData("{}", true, true, false)]
    [InlineData("""{"ready":null,"serving":null,"terminating":null}""", true, true, false)]
    [InlineData("""{"ready":false}""", false, false, false)]
    [InlineData("""{"ready":false,"serving":true,"terminating":true}""", false, true, true)]
    [InlineData("""{"ready":true,"serving":false}""", true, false, false)]
    public void Conditions_that_are_not_said_have_the_API_s_meaning(string conditions, bool ready, bool serving, bool terminating)
    {
        var slice = Good($$"""
            { {{Metadata}}, "addressType":"IPv4","endpoints":[{"addresses":["10.1.0.1"],"conditions":{{conditions}} }],"ports":[{"port":80}]}
            """);

        slice.Endpoints.ShouldBe([new("", IPAddress.Parse("10.1.0.1"), 80, ready, serving, terminating)]);
    }

    [Theory]
    [InlineData("""{"addressType":"FQDN","endpoints":[{"addresses":["a.example"]}],"ports":[{"port":80}]}""")]
    [InlineData("""{"addressType":"IPv4","endpoints":[{"addresses":["10.1.0.1"]}],"ports":null}""")]
    [InlineData("""{"addressType":"IPv4","endpoints":[{"addresses":["10.1.0.1"]}],"ports":[{"name":"all","port":null}]}""")]
    [InlineData("""{"addressType":"IPv4","endpoints":null,"ports":[{"port":80}]}""")]
    [InlineData("""{"addressType":"IPv4","endpoints":[{"addresses":null}],"ports":[{"port":80}]}""")]
    public void Slices_of_names_or_without_ports_or_endpoints_give_none(string slice) =>
        Good($$"""{ {{Metadata}}, {{slice[1..]}}""").Endpoints.ShouldBeEmpty();

    [Theory]
    [InlineData("""{"metadata":{"name":"x","labels":{"a":"b"}},"addressType":"IPv4"}""")]
    [InlineData("""{"metadata":{"name":"x"},"addressType":"IPv4"}""")]
    [InlineData("""{"metadata":{"name":"x","labels":{"kubernetes.io/service-name":""}},"addressType":"IPv4"}""")]
    public void A_slice_of_no_service_is_none_for_us(string json) =>
        Convert(json).ShouldBe(Conversion<ServiceEndpoints>.NotForUs);

    [Theory]
    [InlineData("""{"addressType":"IPv4","endpoints":[{"addresses":["fd00::1"]}],"ports":[{"port":80}]}""", "endpoints[0].addresses[0] is \"fd00::1\"")]
    [InlineData("""{"addressType":"IPv6","endpoints":[{"addresses":["10.0.0.1"]}],"ports":[{"port":80}]}""", "it must be an IPv6 unicast")]
    [InlineData("""{"addressType":"IPv6","endpoints":[{"addresses":["::ffff:10.0.0.1"]}],"ports":[{"port":80}]}""", "it must be an IPv6 unicast")]
    [InlineData("""{"addressType":"IPv4","endpoints":[{"addresses":["web.example"]}],"ports":[{"port":80}]}""", "it must be an IPv4 unicast")]
    [InlineData("""{"addressType":"IPv4","endpoints":[{"addresses":["10.1"]}],"ports":[{"port":80}]}""", "it must be an IPv4 unicast")]
    [InlineData("""{"addressType":"Ipv4","ports":[{"port":80}]}""", "addressType is \"Ipv4\"")]
    [InlineData("""{"addressType":"IPv4","ports":[{"port":65536}]}""", "ports[0].port is \"65536\"")]
    public void What_is_not_legal_is_refused(string slice, string complaint) =>
        Convert($$"""{ {{Metadata}}, {{slice[1..]}}""").Refusal.ShouldNotBeNull().ShouldContain(complaint);

    [Theory]
    [InlineData("""[{"apiVersion":"v1","kind":"Service","name":"web","uid":"u-1","controller":true}]""", "u-1")]
    [InlineData("""[null,{"apiVersion":"apps/v1","kind":"Deployment","uid":"u-0"},{"apiVersion":"v1","kind":"Service","uid":"u-1"}]""", "u-1")]
    [InlineData("""[{"apiVersion":"v1","kind":"Endpoints","name":"web","uid":"u-2","controller":true}]""", null)]
    [InlineData("""[{"apiVersion":"serving.knative.dev/v1","kind":"Service","name":"web","uid":"u-3"}]""", null)]
    [InlineData("""[{"apiVersion":"v1","kind":"Service","name":"web"}]""", null)]
    [InlineData("null", null)]
    public void The_owner_is_the_service_of_the_core_group(string owners, string? uid) => Good($$"""
        {"metadata":{"name":"web-x2z","labels":{"kubernetes.io/service-name":"web"},"ownerReferences":{{owners}}},"addressType":"IPv4"}
        """).OwnerUid.ShouldBe(uid);

    [Theory]
    [InlineData("""{"nodeName":"n1","zone":"z1","hints":{"forZones":[{"name":"z1"},{"name":"z2"}],"forNodes":[{"name":"n1"}]},""", "n1", "z1", "z1 z2", "n1")]
    [InlineData("""{"hints":{"forZones":[null,{"name":""},{"name":"z2"}]},""", null, null, "z2", "")]
    [InlineData("""{"hints":null,""", null, null, "", "")]
    [InlineData("""{"deprecatedTopology":{"kubernetes.io/hostname":"n9","topology.kubernetes.io/zone":"z9"},""", "n9", "z9", "", "")]
    [InlineData("""{"nodeName":"n1","zone":"z1","deprecatedTopology":{"kubernetes.io/hostname":"n9","topology.kubernetes.io/zone":"z9"},""", "n1", "z1", "", "")]
    public void Topology_is_read(string begin, string? node, string? zone, string hintZones, string hintNodes)
    {
        var endpoint = Good($$"""
            { {{Metadata}}, "addressType":"IPv4","endpoints":[{{begin}}"addresses":["10.1.0.1"]}],"ports":[{"port":80}]}
            """).Endpoints.ShouldHaveSingleItem();

        (endpoint.Node, endpoint.Zone).ShouldBe((node, zone));
        (string.Join(' ', endpoint.HintZones), string.Join(' ', endpoint.HintNodes)).ShouldBe((hintZones, hintNodes));
    }

    [Fact]
    public void The_time_of_the_change_is_the_annotation_s()
    {
        var wire = Read("""
            {"metadata":{"annotations":{"endpoints.kubernetes.io/last-change-trigger-time":"2024-05-06T07:08:09.5Z"}}}
            """);

        wire.Metadata?.ChangedAt().ShouldBe(new DateTimeOffset(2024, 5, 6, 7, 8, 9, 500, TimeSpan.Zero));
    }

    private static Endpoint Endpoint(string port, string address, int number) =>
        new(port, IPAddress.Parse(address), number, Ready: true, Serving: true, Terminating: false);

    private static ServiceEndpoints Good(string json)
    {
        var conversion = Convert(json);
        conversion.Refusal.ShouldBeNull();
        return conversion.Value.ShouldNotBeNull();
    }

    private static Conversion<ServiceEndpoints> Convert(string json) => EndpointSliceConversion.Convert(Read(json));

    private static WireEndpointSlice Read(string json) => JsonSerializer.Deserialize(json, WireJson.Default.WireEndpointSlice)!;
}
