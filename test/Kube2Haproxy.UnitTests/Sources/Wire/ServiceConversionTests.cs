using System.Net;
using System.Text.Json;
using Kube2Haproxy.Core.Annotations;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Wire;

namespace Kube2Haproxy.UnitTests.Sources.Wire;

public sealed class ServiceConversionTests
{
    [Fact]
    public void A_service_as_the_API_server_sends_it_is_read_whole()
    {
        var service = Good("""
            {"metadata":{"name":"web","namespace":"shop","uid":"u-1","resourceVersion":"7","creationTimestamp":"2024-05-06T07:08:09Z",
              "labels":{"app":"web"},"annotations":{"note":"a\nb","empty":null}},
             "spec":{"type":"LoadBalancer","clusterIP":"10.96.0.9","clusterIPs":["10.96.0.9","fd00::9"],
              "ports":[{"name":"http","port":80,"protocol":"TCP","targetPort":"web"},{"name":"dns","port":53,"protocol":"UDP"}],
              "externalIPs":["203.0.113.7","2001:db8::7"],"loadBalancerIP":"203.0.113.8","loadBalancerClass":"example.com/internal",
              "sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":60}},
              "loadBalancerSourceRanges":["10.1.2.3/8"," fd00::/16 "],"publishNotReadyAddresses":true,
              "trafficDistribution":"PreferSameZone","internalTrafficPolicy":"Local","externalTrafficPolicy":"Cluster"},
             "status":{"loadBalancer":{"ingress":[{"ip":"203.0.113.9","ipMode":"VIP","ports":[]},{"hostname":"lb.example.com"},null]}}}
            """);

        service.Name.ShouldBe(new NamespacedName("shop", "web"));
        service.Uid.ShouldBe("u-1");
        service.CreatedAt.ShouldBe(new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.Zero));
        service.Labels["app"].ShouldBe("web");
        service.Annotations.ShouldBe(new Dictionary<string, string> { ["note"] = "a\nb", ["empty"] = "" });
        service.ClusterAddresses.ShouldBe([IPAddress.Parse("10.96.0.9"), IPAddress.Parse("fd00::9")]);
        service.Ports.ShouldBe([new("http", 80, TransportProtocol.Tcp), new("dns", 53, TransportProtocol.Udp)]);
        service.Type.ShouldBe(ServiceType.LoadBalancer);
        service.ExternalAddresses.ShouldBe([IPAddress.Parse("203.0.113.7"), IPAddress.Parse("2001:db8::7")]);
        var balancer = service.LoadBalancer.ShouldNotBeNull();
        balancer.Class.ShouldBe("example.com/internal");
        balancer.Requested.ShouldBe(IPAddress.Parse("203.0.113.8"));
        balancer.Assigned.ShouldBe([IPAddress.Parse("203.0.113.9")]);
        balancer.Hostnames.ShouldBe(["lb.example.com"]);
        service.UnreadableAddresses.ShouldBeEmpty();
        service.IsHeadless.ShouldBeFalse();
        service.ClientAffinity.ShouldBe(TimeSpan.FromMinutes(1));
        service.SourceRanges.ShouldBe([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/16")]);
        service.PublishNotReadyAddresses.ShouldBeTrue();
        (service.TrafficDistribution, service.InternalTrafficPolicy, service.ExternalTrafficPolicy)
            .ShouldBe(("PreferSameZone", "Local", "Cluster"));
    }

    [Fact]
    public void What_a_service_leaves_out_has_the_API_s_defaults()
    {
        var service = Good("""{"metadata":{"name":"web"},"spec":{"clusterIP":"10.96.0.9","ports":[{"port":80}]}}""");

        service.Name.ShouldBe(new NamespacedName("default", "web"));
        service.Uid.ShouldBeEmpty();
        service.CreatedAt.ShouldBe(DateTimeOffset.MinValue);
        service.ClusterAddresses.ShouldBe([IPAddress.Parse("10.96.0.9")]);
        service.Type.ShouldBe(ServiceType.ClusterIP);
        service.ExternalAddresses.ShouldBeEmpty();
        service.LoadBalancer.ShouldBeNull();
        service.Ports.ShouldBe([new("", 80, TransportProtocol.Tcp)]);
        service.ClientAffinity.ShouldBeNull();
        service.SourceRanges.ShouldBeEmpty();
        service.PublishNotReadyAddresses.ShouldBeFalse();
        (service.TrafficDistribution, service.InternalTrafficPolicy, service.ExternalTrafficPolicy).ShouldBe((null, null, null));
    }

    [Theory]
    [InlineData("30080", "32000", 30080, 32000)]
    [InlineData("0", "0", null, null)]
    [InlineData("null", "null", null, null)]
    public void Node_ports_are_those_that_have_been_allocated(string nodePort, string healthCheck, int? expected, int? expectedHealthCheck)
    {
        var service = Good($$"""
            {"metadata":{"name":"web"},"spec":{"type":"LoadBalancer","healthCheckNodePort":{{healthCheck}},
              "ports":[{"port":80,"nodePort":{{nodePort}} } ]} }
            """);

        (service.Ports[0].NodePort, service.HealthCheckNodePort).ShouldBe((expected, expectedHealthCheck));
    }

    [Theory]
    [InlineData("""{"clusterIP":"None","clusterIPs":["None"]}""")]
    [InlineData("""{"clusterIP":""}""")]
    [InlineData("""{"type":"ExternalName","externalName":"example.org","clusterIP":"10.96.0.9"}""")]
    [InlineData("null")]
    public void Headless_pending_and_external_services_have_no_address(string spec) =>
        Good($$"""{"metadata":{"name":"web"},"spec":{{spec}}}""").ClusterAddresses.ShouldBeEmpty();

    [Theory]
    [InlineData("""{"clusterIP":"None","clusterIPs":["None"]}""", true)]
    [InlineData("""{"clusterIP":"None"}""", true)]
    [InlineData("""{"clusterIPs":["None"]}""", true)]
    [InlineData("""{"clusterIP":""}""", false)]
    [InlineData("null", false)]
    public void Headless_is_told_from_pending(string spec, bool headless) =>
        Good($$"""{"metadata":{"name":"web"},"spec":{{spec}}}""").IsHeadless.ShouldBe(headless);

    /// <summary>The API server takes any text as loadBalancerIP, and took leading zeros in all of them.</summary>
    [Fact]
    public void What_tenants_or_controllers_write_in_place_of_an_address_does_not_refuse_the_service()
    {
        var service = Good("""
            {"metadata":{"name":"web"},"spec":{"type":"LoadBalancer","clusterIP":"10.96.0.9","externalIPs":["010.0.0.1","203.0.113.7",null],
              "loadBalancerIP":"my address"},"status":{"loadBalancer":{"ingress":[{"ip":"0.0.0.0"}]}}}
            """);

        service.ExternalAddresses.ShouldBe([IPAddress.Parse("203.0.113.7")]);
        service.LoadBalancer!.Requested.ShouldBeNull();
        service.LoadBalancer.Assigned.ShouldBeEmpty();
        service.UnreadableAddresses.ShouldBe(
        [
            new("spec.externalIPs", "010.0.0.1"),
            new("spec.loadBalancerIP", "my address"),
            new("status.loadBalancer.ingress", "0.0.0.0"),
        ]);
    }

    [Fact]
    public void Annotations_are_read_once_for_the_ports_of_the_service()
    {
        var service = Good("""
            {"metadata":{"name":"web","annotations":{"kube2haproxy.io/maxconn.web":"7","kube2haproxy.io/mode.api":"http"}},
             "spec":{"ports":[{"name":"web","port":80}]}}
            """);

        service.Settings.Of("web")[AnnotationTable.Find("maxconn")!].ShouldBe("7");
        service.Settings.Ignored.ShouldHaveSingleItem().Explanation.ShouldBe("There is no such port; there is web.");
    }

    [Fact]
    public void Client_affinity_lasts_three_hours_where_nothing_is_said() =>
        Good("""{"metadata":{"name":"web"},"spec":{"sessionAffinity":"ClientIP"}}""").ClientAffinity.ShouldBe(TimeSpan.FromHours(3));

    [Theory]
    [InlineData("""{"metadata":{"name":"Web"}}""", "metadata.name is \"Web\"; it must be a DNS label")]
    [InlineData("""{"metadata":{}}""", "metadata.name is missing; it must be a DNS label")]
    [InlineData("""{"metadata":{"name":"a.b"}}""", "metadata.name is \"a.b\"")]
    [InlineData("""{"metadata":{"name":"web","namespace":"a/b"}}""", "metadata.namespace is \"a/b\"")]
    [InlineData("""{"metadata":{"name":"web"},"spec":{"clusterIP":"010.0.0.1"}}""", "spec.clusterIPs is \"010.0.0.1\"")]
    [InlineData("""{"metadata":{"name":"web"},"spec":{"clusterIP":"0.0.0.0"}}""", "spec.clusterIPs is \"0.0.0.0\"")]
    [InlineData("""{"metadata":{"name":"web"},"spec":{"clusterIPs":["10.0.0.1","10.0.0.2"]}}""", "one IPv4 and one IPv6")]
    [InlineData("""{"metadata":{"name":"web"},"spec":{"type":"Loadbalancer"}}""", "it must be ClusterIP, NodePort, LoadBalancer or ExternalName")]
    [InlineData("""{"metadata":{"name":"web"},"spec":{"ports":[{"port":0}]}}""", "spec.ports[0].port is \"0\"; it must lie between 1 and 65535")]
    [InlineData("""{"metadata":{"name":"web"},"spec":{"ports":[{"port":1,"nodePort":-1}]}}""", "spec.ports[0].nodePort is \"-1\"; it must")]
    [InlineData("""{"metadata":{"name":"web"},"spec":{"healthCheckNodePort":65536}}""", "spec.healthCheckNodePort is \"65536\"; it")]
    [InlineData("""{"metadata":{"name":"web"},"spec":{"ports":[{"port":80},{"port":81}]}}""", "spec.ports[1].name is missing")]
    [InlineData("""{"metadata":{"name":"web"},"spec":{"ports":[null]}}""", "spec.ports[0].port is missing")]
    [InlineData("""{"metadata":{"name":"web"},"spec":{"ports":[{"port":80,"protocol":"tcp"}]}}""", "it must be TCP, UDP or SCTP")]
    [InlineData("""{"metadata":{"name":"web"},"spec":{"sessionAffinity":"Cookie"}}""", "it must be None or ClientIP")]
    [InlineData("""{"metadata":{"name":"web"},"spec":{"loadBalancerSourceRanges":["10.0.0.0"]}}""", "spec.loadBalancerSourceRanges[0] is")]
    public void What_is_not_legal_is_refused_with_what_would_be_right(string json, string complaint) =>
        Convert(json).Refusal.ShouldNotBeNull().ShouldContain(complaint);

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        var refusal = Convert("""{"metadata":{"name":"web"},"spec":{"clusterIP":"x","ports":[{"port":70000}]}}""").Refusal;

        refusal.ShouldBe(
            "spec.clusterIPs is \"x\"; it must be an IPv4 or IPv6 unicast address such as 10.1.2.3 or fd00::1. "
            + "spec.ports[0].port is \"70000\"; it must lie between 1 and 65535.");
    }

    private static Service Good(string json)
    {
        var conversion = Convert(json);
        conversion.Refusal.ShouldBeNull();
        return conversion.Value.ShouldNotBeNull();
    }

    private static Conversion<Service> Convert(string json) =>
        ServiceConversion.Convert(JsonSerializer.Deserialize(json, WireJson.Default.WireService)!);
}
