using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Wire;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.UnitTests.Sources.Wire;

/// <summary>Many slices of one Service, as the API server sends them → the servers of its ports.</summary>
public sealed class SliceMergingTests
{
    private const string Web = "default_web_80";

    [Fact]
    public void Slices_add_up()
    {
        var servers = Servers(
            EndpointSlice("web-a", "web", endpoints: [Endpoint("10.1.0.1", pod: "web-1"), Endpoint("10.1.0.2", pod: "web-2")]),
            EndpointSlice("web-b", "web", endpoints: [Endpoint("10.1.0.3", pod: "web-3")]));

        servers[Web].ShouldBe(["web-1 10.1.0.1:8080 1", "web-2 10.1.0.2:8080 1", "web-3 10.1.0.3:8080 1"]);
    }

    [Fact]
    public void Whoever_manages_a_slice_its_endpoints_count()
    {
        var byHand = EndpointSlice("web-hand", "web", endpoints: [Endpoint("192.0.2.7")]);
        byHand["metadata"]!["labels"]!["endpointslice.kubernetes.io/managed-by"] = "staff";
        var byNobody = EndpointSlice("web-nobody", "web", endpoints: [Endpoint("192.0.2.8")]);
        byNobody["metadata"]!["labels"]!.AsObject().Remove("endpointslice.kubernetes.io/managed-by");

        var servers = Servers(EndpointSlice("web-a", "web", endpoints: [Endpoint("10.1.0.1", pod: "web-1")]), byHand, byNobody);

        servers[Web].ShouldBe(["192.0.2.7:8080 192.0.2.7:8080 1", "192.0.2.8:8080 192.0.2.8:8080 1", "web-1 10.1.0.1:8080 1"]);
    }

    [Fact]
    public void A_mirrored_slice_is_owned_by_endpoints_and_counts()
    {
        var mirrored = EndpointSlice("web-m", "web", endpoints: [Endpoint("192.0.2.7", node: null)]);
        mirrored["metadata"]!["labels"]!["endpointslice.kubernetes.io/managed-by"] = "endpointslicemirroring-controller.k8s.io";
        mirrored["metadata"]!["ownerReferences"] = Owner("Endpoints", "u-endpoints");

        Servers(mirrored)[Web].ShouldBe(["192.0.2.7:8080 192.0.2.7:8080 1"]);
    }

    [Fact]
    public void A_slice_of_the_service_that_had_the_name_before_does_not_count()
    {
        var now = EndpointSlice("web-a", "web", endpoints: [Endpoint("10.1.0.1", pod: "new")]);
        now["metadata"]!["ownerReferences"] = Owner("Service", "u-web");
        var before = EndpointSlice("web-b", "web", endpoints: [Endpoint("10.1.0.2", pod: "old")]);
        before["metadata"]!["ownerReferences"] = Owner("Service", "u-before");

        Servers(now, before)[Web].ShouldBe(["new 10.1.0.1:8080 1"]);
    }

    [Fact]
    public void Each_family_has_a_backend_of_its_own()
    {
        var servers = Servers(
            EndpointSlice("web-4", "web", endpoints: [Endpoint("10.1.0.1", pod: "web-1")]),
            EndpointSlice("web-6", "web", endpoints: [Endpoint("fd00:1::1", pod: "web-1")], addressType: "IPv6"));

        servers[Web].ShouldBe(["web-1 10.1.0.1:8080 1"]);
        servers[$"{Web}_v6"].ShouldBe(["web-1 [fd00:1::1]:8080 1"]);
    }

    /// <summary>Pods of two versions that have a named port at different numbers: the controller makes a slice of each.</summary>
    [Fact]
    public void A_named_port_may_have_another_number_in_each_slice()
    {
        var servers = Servers(
            Service("web", ports: [ServicePort(80, "http"), ServicePort(81, "admin")]),
            EndpointSlice("web-a", "web", endpoints: [Endpoint("10.1.0.1", pod: "old")], ports: [Port(8080, "http"), Port(9000, "admin")]),
            EndpointSlice("web-b", "web", endpoints: [Endpoint("10.1.0.2", pod: "new")], ports: [Port(8888, "http")]));

        servers["default_web_http"].ShouldBe(["new 10.1.0.2:8888 1", "old 10.1.0.1:8080 1"]);
        servers["default_web_admin"].ShouldBe(["old 10.1.0.1:9000 1"]);
    }

    [Theory]
    [InlineData("ports", "null")]
    [InlineData("ports", "[]")]
    [InlineData("ports", """[{"name":"","port":null,"protocol":"TCP"}]""")]
    [InlineData("ports", "[null]")]
    [InlineData("endpoints", "null")]
    [InlineData("endpoints", "[null]")]
    [InlineData("endpoints", """[{"addresses":null}]""")]
    [InlineData("endpoints", """[{"addresses":[],"conditions":{"ready":true}}]""")]
    public void What_is_null_gives_no_server_and_harms_no_other(string member, string json)
    {
        var odd = EndpointSlice("web-odd", "web", endpoints: [Endpoint("10.1.0.9", pod: "odd")]);
        odd[member] = JsonNode.Parse(json);

        Servers(odd, EndpointSlice("web-a", "web", endpoints: [Endpoint("10.1.0.1", pod: "web-1")]))[Web]
            .ShouldBe(["web-1 10.1.0.1:8080 1"]);
    }

    [Fact]
    public void Host_names_are_left_out() => Servers(
        EndpointSlice("web-f", "web", endpoints: [Endpoint("a.example.com")], addressType: "FQDN"),
        EndpointSlice("web-a", "web", endpoints: [Endpoint("10.1.0.1", pod: "web-1")]))[Web].ShouldBe(["web-1 10.1.0.1:8080 1"]);

    /// <summary>The condition of one endpoint beside a ready one, and alone.</summary>
    [Theory]
    [InlineData(null, null, null, 1, 1)]
    [InlineData(true, null, null, 1, 1)]
    [InlineData(true, true, false, 1, 1)]
    [InlineData(true, true, true, 1, 1)]
    [InlineData(false, null, null, null, null)]
    [InlineData(false, false, false, null, null)]
    [InlineData(false, true, false, null, null)]
    [InlineData(false, false, true, null, null)]
    [InlineData(false, null, true, null, null)]
    [InlineData(false, true, true, 0, 1)]
    public void Conditions_say_who_serves_and_who_drains(bool? ready, bool? serving, bool? terminating, int? besideReady, int? alone)
    {
        var slice = EndpointSlice("web-a", "web", endpoints: [Endpoint("10.1.0.1", ready, serving, terminating, pod: "it")]);
        var other = EndpointSlice("web-b", "web", endpoints: [Endpoint("10.1.0.2", pod: "other")]);

        Servers(slice, other)[Web].Where(server => server.StartsWith("it ", StringComparison.Ordinal))
            .ShouldBe(besideReady is null ? [] : [$"it 10.1.0.1:8080 {besideReady}"]);
        Servers(slice)[Web].ShouldBe(alone is null ? [] : [$"it 10.1.0.1:8080 {alone}"]);
    }

    [Fact]
    public void An_address_that_is_ready_in_one_slice_and_not_in_another_is_one_ready_server()
    {
        var servers = Servers(
            EndpointSlice("web-a", "web", endpoints: [Endpoint("10.1.0.1", ready: false, serving: false, pod: "web-1")]),
            EndpointSlice("web-b", "web", endpoints: [Endpoint("10.1.0.1", pod: "web-1")]),
            EndpointSlice("web-c", "web", endpoints: [Endpoint("10.1.0.1", ready: false, terminating: true, pod: "web-1")]));

        servers[Web].ShouldBe(["web-1 10.1.0.1:8080 1"]);
    }

    [Fact]
    public void A_service_that_publishes_addresses_that_are_not_ready_has_them_all()
    {
        var service = Service("web", clusterIPs: ["10.96.0.10"]);
        service["spec"]!["publishNotReadyAddresses"] = true;

        var slice = EndpointSlice("web-a", "web", endpoints: [Endpoint("10.1.0.1", ready: false, serving: false, pod: "web-1")]);

        Servers(service, slice)[Web].ShouldBe(["web-1 10.1.0.1:8080 1"]);
    }

    [Fact]
    public void A_service_without_slices_has_a_backend_without_servers() => Servers()[Web].ShouldBeEmpty();

    /// <summary>Whatever way the controller spreads endpoints over slices, the servers are the same.</summary>
    [Property]
    public void How_endpoints_are_spread_over_slices_changes_nothing(byte[] states, int seed)
    {
        JsonObject[] endpoints = [.. states.Select((state, i) => Endpoint(
            $"10.1.{i / 250}.{(i % 250) + 1}", (state & 1) != 0, (state & 2) != 0, (state & 4) != 0,
            pod: (state & 8) != 0 ? $"web-{i}" : null))];
        var random = new Random(seed);

        var spread = Servers([.. endpoints.GroupBy(_ => random.Next(4))
            .Select(group => EndpointSlice($"web-{group.Key}", "web", endpoints: [.. group]))]);

        spread[Web].ShouldBe(Servers(EndpointSlice("web-all", "web", endpoints: endpoints))[Web]);
    }

    private static JsonArray Owner(string kind, string uid) =>
        new(new JsonObject { ["apiVersion"] = "v1", ["kind"] = kind, ["name"] = "web", ["uid"] = uid, ["controller"] = true });

    private static Dictionary<string, string[]> Servers(params JsonObject[] objects)
    {
        if (objects.All(one => (string?)one["kind"] != "Service"))
            objects = [.. objects, Service("web", clusterIPs: ["10.96.0.10", "fd00::10"])];

        var store = new ClusterStore();
        foreach (var one in objects)
            store.Apply(Delta(one));

        return store.View(new()).Services.ShouldHaveSingleItem().Ports.ToDictionary(
            port => port.Backend,
            port => port.Servers.Select(server => $"{server.Name} {new IPEndPoint(server.Address, server.Port)} {server.Weight}").ToArray());
    }

    private static ClusterDelta Delta(JsonObject one)
    {
        if ((string?)one["kind"] == "Service")
        {
            one["metadata"]!["uid"] = "u-web";
            var service = ServiceConversion.Convert(one.Deserialize(WireJson.Default.WireService)!);
            return new Upserted<Service>(service.Value.ShouldNotBeNull(service.Refusal), null);
        }

        var conversion = EndpointSliceConversion.Convert(one.Deserialize(WireJson.Default.WireEndpointSlice)!);
        return new Upserted<ServiceEndpoints>(conversion.Value.ShouldNotBeNull(conversion.Refusal), null);
    }
}
