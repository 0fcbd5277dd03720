using System.Net;
using System.Text.Json;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Wire;

namespace Kube2Haproxy.UnitTests.Sources.Wire;

public sealed class NodeConversionTests
{
    [Fact]
    public void A_node_as_the_API_server_sends_it_is_read_whole() =>
        Good("""
            {"metadata":{"name":"worker-1.example.com","resourceVersion":"7","creationTimestamp":"2024-05-06T07:08:09Z",
              "labels":{"kubernetes.io/hostname":"worker-1","topology.kubernetes.io/region":"r","topology.kubernetes.io/zone":"east"}},
             "spec":{"podCIDR":"10.244.1.0/24","taints":[{"key":"dedicated","value":"db","effect":"NoSchedule"}]},
             "status":{"capacity":{"cpu":"2"},
              "conditions":[{"type":"MemoryPressure","status":"False","lastHeartbeatTime":"2024-05-06T07:08:09Z"},
               {"type":"Ready","status":"True","lastHeartbeatTime":"2024-05-06T07:08:09Z"}],
              "addresses":[{"type":"ExternalIP","address":"203.0.113.1"},{"type":"InternalIP","address":"192.0.2.1"},
               {"type":"InternalIP","address":"2001:db8::1"},{"type":"Hostname","address":"worker-1"}],
              "daemonEndpoints":{"kubeletEndpoint":{"Port":10250}},"images":[{"names":["a"],"sizeBytes":1}]}}
            """).ShouldBe(new Node
        {
            Name = new("", "worker-1.example.com"),
            Addresses = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")],
            IsReady = true,
            Zone = "east",
        });

    [Theory]
    [InlineData("""{"metadata":{"name":"n"}}""")]
    [InlineData("""{"metadata":{"name":"n","labels":{},"deletionTimestamp":null},"spec":{"taints":[null]},"status":{}}""")]
    [InlineData("""{"metadata":{"name":"n"},"status":{"conditions":[null,{"type":"Ready","status":"Unknown"}],"addresses":[null]}}""")]
    [InlineData("""{"metadata":{"name":"n"},"status":{"conditions":[{"type":"DiskPressure","status":"True"}]}}""")]
    public void What_a_node_does_not_say_it_is_not(string json) => Good(json).ShouldBe(new Node { Name = new("", "n") });

    [Theory]
    [InlineData("""{"metadata":{"name":"n","deletionTimestamp":"2024-05-06T07:08:09Z"}}""")]
    [InlineData("""{"metadata":{"name":"n"},"spec":{"taints":[{"key":"ToBeDeletedByClusterAutoscaler","value":"1"}]}}""")]
    public void A_node_that_is_deleted_or_that_the_autoscaler_takes_away_leaves(string json) => Good(json).IsLeaving.ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("true")]
    [InlineData("false")]
    public void The_label_that_excludes_a_node_does_so_whatever_its_value(string value) =>
        Good("{\"metadata\":{\"name\":\"n\",\"labels\":{\"node.kubernetes.io/exclude-from-external-load-balancers\":\"" + value + "\"}}}")
            .IsExcluded.ShouldBeTrue();

    [Theory]
    [InlineData("""{"metadata":{}}""", "metadata.name is missing; it must be a DNS name")]
    [InlineData("""{"metadata":{"name":"a_b"}}""", "metadata.name is \"a_b\"")]
    [InlineData(
        """{"metadata":{"name":"n"},"status":{"addresses":[{"type":"ExternalIP","address":"x"},{"type":"InternalIP","address":"x"}]}}""",
        "status.addresses[1].address is \"x\"; it must be an IPv4 or IPv6 unicast address")]
    public void What_is_not_legal_is_refused_with_what_would_be_right(string json, string complaint) =>
        Convert(json).Refusal.ShouldNotBeNull().ShouldStartWith(complaint);

    private static Node Good(string json)
    {
        var conversion = Convert(json);
        conversion.Refusal.ShouldBeNull();
        return conversion.Value.ShouldNotBeNull();
    }

    private static Conversion<Node> Convert(string json) =>
        NodeConversion.Convert(JsonSerializer.Deserialize(json, WireJson.Default.WireNode)!);
}
