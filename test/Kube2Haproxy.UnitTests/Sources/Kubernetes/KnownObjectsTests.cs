using System.Text.Json;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.UnitTests.Sources.Kubernetes;

public sealed class KnownObjectsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly KnownObjects<Service> _known;

    public KnownObjectsTests() => _known = TestReaders.Services(_time);

    [Fact]
    public void A_list_replaces_what_was_known()
    {
        List(TestReaders.Service("a"), TestReaders.Service("b"));

        List(TestReaders.Service("b"), TestReaders.Service("c")).ShouldBe(["b", "c"]);
    }

    [Fact]
    public void An_object_that_a_list_holds_in_an_unreadable_form_stays_as_it_was()
    {
        List(TestReaders.Service("a"), TestReaders.Service("b"), TestReaders.Service("c"));

        List(TestReaders.Service("a", port: "\"http\""), TestReaders.Service("b", port: "0"), TestReaders.Service("d", port: "0"))
            .ShouldBe(["a", "b"]);
        _known.All.Objects.ShouldAllBe(service => service.Ports[0].Port == 80);
    }

    [Fact]
    public void An_object_without_a_legible_name_leaves_none_to_be_taken_for_gone()
    {
        List(TestReaders.Service("a"), TestReaders.Service("b"));

        List(TestReaders.Service("a"), """{"metadata":{"name":7}}""").ShouldBe(["a", "b"]);
        List(TestReaders.Service("a"), "null").ShouldBe(["a", "b"]);
        List(TestReaders.Service("a")).ShouldBe(["a"]);
    }

    [Fact]
    public void What_cannot_be_used_is_told_until_it_can_be_or_is_gone()
    {
        var nothing = _known.Refused;
        List(TestReaders.Service("a"), TestReaders.Service("b", port: "0"), TestReaders.Service("c", port: "0"), "null");
        var three = _known.Refused;

        _known.Changed(TestReaders.List(TestReaders.Service("b")).Items[0]);
        _known.Gone(new NamespacedName("default", "c"));
        _known.Changed(TestReaders.List(TestReaders.Service("a", port: "\"http\"")).Items[0]);

        nothing.ShouldBeEmpty();
        three.Select(refused => refused.Name?.Name).ShouldBe(["b", "c", null]);
        three.First().Complaint.ShouldBe("spec.ports[0].port is \"0\"; it must lie between 1 and 65535.");
        _known.Refused.Select(refused => refused.Name?.Name).ShouldBe([null, "a"], ignoreOrder: true);
        List(TestReaders.Service("a"));
        _known.Refused.ShouldBeEmpty();
    }

    [Fact]
    public void The_snapshot_of_what_is_refused_stays_the_same_while_nothing_of_it_changes()
    {
        List(TestReaders.Service("a"), TestReaders.Service("b", port: "0"));
        var before = _known.Refused;

        _known.Changed(TestReaders.List(TestReaders.Service("a")).Items[0]);
        _known.Gone(new NamespacedName("default", "a"));

        _known.Refused.ShouldBeSameAs(before);
    }

    [Fact]
    public void What_was_never_known_is_not_reported_gone() =>
        _known.Gone(new NamespacedName("default", "a")).ShouldBeNull();

    [Fact]
    public void A_slice_that_leaves_its_service_is_gone()
    {
        var name = new NamespacedName("default", "a");
        List(TestReaders.Service("a"));

        _known.Changed(new Candidate<Service>(name, null, null, "12", null, null)).ShouldBeOfType<Deleted<Service>>().Name.ShouldBe(name);
    }

    [Fact]
    public void The_heartbeats_of_a_node_change_nothing()
    {
        var known = TestReaders.Known<Node>("nodes", _time);
        string Node(int heartbeat, string ready = "True") => $$"""
            {"metadata":{"name":"n1"},"status":{"conditions":[{"type":"Ready","status":"{{ready}}","lastHeartbeatTime":"{{heartbeat}}"} ],
             "addresses":[{"type":"InternalIP","address":"192.0.2.1"}]} }
            """;
        Candidate<Node> Read(string json)
        {
            var reader = new Utf8JsonReader(TestReaders.Bytes(json));
            return ApiResources.Nodes.Read(ref reader);
        }

        known.Changed(Read(Node(1))).ShouldBeOfType<Upserted<Node>>();
        known.Changed(Read(Node(2))).ShouldBeNull();
        known.Changed(Read(Node(3, "Unknown"))).ShouldBeOfType<Upserted<Node>>().Current.IsReady.ShouldBeFalse();
        known.Changed(Read("""{"metadata":{"name":"n1"},"status":7}""")).ShouldBeNull();
        known.Changed(Read(Node(4, "Unknown"))).ShouldBeNull();
        known.Changed(Read(Node(5))).ShouldBeOfType<Upserted<Node>>();
        known.Gone(new NamespacedName("", "n1")).ShouldBeOfType<Deleted<Node>>();
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(+5)]
    public void The_time_of_a_change_is_the_cluster_s_but_never_in_the_future(int seconds)
    {
        var service = TestReaders.List(TestReaders.Service("a")).Items[0].Value;
        var said = _time.GetUtcNow().AddSeconds(seconds);

        var delta = _known.Changed(new Candidate<Service>(service!.Name, service, null, "12", null, said));

        delta.ShouldBeOfType<Upserted<Service>>().ChangedAt.ShouldBe(seconds < 0 ? said : _time.GetUtcNow());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"kind":"ServiceList","metadata":{"resourceVersion":"1"}}""")]
    [InlineData("""{"kind":"ServiceList","metadata":{},"items":[]}""")]
    [InlineData("""{"kind":"ServiceList","metadata":{"resourceVersion":"1"},"items":{}}""")]
    [InlineData("""{"kind":"ServiceList","metadata":{"resourceVersion":"1"},"items":[""")]
    [InlineData("""{"metadata":{"resourceVersion":"1"},"items":[]}""")]
    [InlineData("""{"kind":"EndpointsList","metadata":{"resourceVersion":"1"},"items":[]}""")]
    [InlineData("""{"kind":"Status","status":"Failure"}""")]
    public void What_does_not_say_that_it_is_a_list_is_not_an_empty_one(string body) =>
        Should.Throw<JsonException>(() => ListPage<Service>.Parse(TestReaders.Bytes(body), ApiResources.Services));

    [Fact]
    public void A_list_of_nothing_is_empty() =>
        ListPage<Service>.Parse(
            TestReaders.Bytes("""{"kind":"ServiceList","items":null,"metadata":{"resourceVersion":"1"}}"""), ApiResources.Services).Items.ShouldBeEmpty();

    private IEnumerable<string> List(params string[] items) =>
        _known.Listed(TestReaders.List(items).Items).Objects.Select(service => service.Name.Name).Order();
}
