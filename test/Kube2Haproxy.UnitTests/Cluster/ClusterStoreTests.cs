using System.Text.Json;
using FsCheck.Xunit;
using Kube2Haproxy.Core.Cluster;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

public sealed class ClusterStoreTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void It_is_complete_when_services_and_endpoints_have_been_listed()
    {
        var store = new ClusterStore();
        store.IsComplete.ShouldBeFalse();

        store.Apply(new Replaced<Service>([]));
        store.IsComplete.ShouldBeFalse();

        store.Apply(new Replaced<ServiceEndpoints>([]));
        store.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Nodes_must_have_been_listed_too_where_they_are_the_servers()
    {
        var store = new ClusterStore(BackendKind.NodePort);
        store.Apply(new Replaced<Service>([]));
        store.Apply(new Replaced<ServiceEndpoints>([]));
        store.IsComplete.ShouldBeFalse();

        store.Apply(new Replaced<Node>([]));
        store.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Nodes_come_change_and_go()
    {
        var rules = new ExposureRules { Backends = BackendKind.NodePort };
        var store = new ClusterStore(BackendKind.NodePort);
        store.Apply(new Replaced<Service>([NodePortService("web")]));
        IEnumerable<string> Servers() => store.View(rules).Services[0].Ports[0].Servers.Select(server => $"{server.Name} {server.Address}");

        store.Apply(new Replaced<Node>([Node("a", "192.0.2.1"), Node("b", "192.0.2.2")]));
        Servers().ShouldBe(["a 192.0.2.1", "b 192.0.2.2"]);

        store.Apply(new Upserted<Node>(Node("b", "192.0.2.3"), Now));
        store.Apply(new Deleted<Node>(new("", "a"), Now));
        Servers().ShouldBe(["b 192.0.2.3"]);

        store.Apply(new Replaced<Node>([Node("c", "192.0.2.4")]));
        Servers().ShouldBe(["c 192.0.2.4"]);
    }

    [Fact]
    public void What_a_list_does_not_hold_is_gone()
    {
        var store = new ClusterStore();
        store.Apply(new Upserted<Service>(Service("old"), Now));

        store.Apply(new Replaced<Service>([Service("new")]));

        store.View(new()).Services.ShouldHaveSingleItem().Service.Name.Name.ShouldBe("new");
    }

    [Fact]
    public void A_list_of_one_namespace_leaves_the_others()
    {
        var store = new ClusterStore();
        store.Apply(new Replaced<Service>([Service("old"), Service("other", "10.0.0.9") with { Name = new("shop", "other") }]));

        store.Apply(new Replaced<Service>([Service("new")]) { Namespace = "default" });
        store.View(new()).Services.Select(one => one.Service.Name.ToString()).ShouldBe(["default/new", "shop/other"], ignoreOrder: true);

        store.Apply(new Replaced<Service>([]) { Namespace = "shop" });
        store.View(new()).Services.ShouldHaveSingleItem().Service.Name.Name.ShouldBe("new");
    }

    [Fact]
    public void A_deleted_object_is_gone()
    {
        var store = new ClusterStore();
        store.Apply(new Replaced<Service>([Service("web")]));
        store.Apply(new Replaced<ServiceEndpoints>([EndpointsOf("web", "10.1.0.1:80")]));

        store.Apply(new Deleted<ServiceEndpoints>(new("default", "web-1"), Now));
        store.View(new()).Services[0].Ports[0].Servers.ShouldBeEmpty();

        store.Apply(new Deleted<Service>(new("default", "web"), Now));
        store.View(new()).Services.ShouldBeEmpty();
    }

    /// <summary>Names, addresses and pods from small sets, so that conflicts, twins and repeated addresses are frequent.</summary>
    [Property]
    public void The_order_of_arrival_changes_nothing((byte Service, byte Address, byte Pod, byte State)[] seeds, int shuffle)
    {
        var services = seeds.Select(seed => seed.Service % 4).Distinct()
            .Select(i => Service($"s{i}", $"10.0.0.{i % 2},fd00::{i % 2}", age: i % 3).Annotated($"x{i}=1", "mode=no")).ToArray();
        var slices = seeds.Select((seed, i) => Slice($"s{seed.Service % 4}", $"slice-{i}", Endpoint(
            $"{(seed.Pod % 3 == 0 ? "" : $"pod-{seed.Pod % 3}@")}10.1.0.{seed.Address % 4}:80",
            ready: (seed.State & 1) != 0, serving: (seed.State & 2) != 0, terminating: (seed.State & 4) != 0) with
        {
            HintZones = (seed.State & 8) != 0 ? ["a"] : ["a", "b"],
            HintNodes = (seed.State & 16) != 0 ? ["n"] : [],
        })).ToArray();
        ClusterDelta[] deltas =
            [.. services.Select(one => new Upserted<Service>(one, Now)), .. slices.Select(one => new Upserted<ServiceEndpoints>(one, Now))];

        var shuffled = deltas.ToArray();
        new Random(shuffle).Shuffle(shuffled);

        Text(shuffled).ShouldBe(Text(deltas));
    }

    /// <summary>The same with nodes of every state as the servers.</summary>
    [Property]
    public void The_order_of_arrival_changes_nothing_for_nodes((byte Service, byte Node, byte State)[] seeds, int shuffle)
    {
        var services = seeds.Select(seed => seed.Service % 4).Distinct()
            .Select(i => NodePortService($"s{i}", 30000 + i, $"10.0.0.{i},fd00::{i}", i % 2 == 0 ? "Local" : "Cluster")).ToArray();
        var nodes = seeds.DistinctBy(seed => seed.Node % 5).Select(seed =>
            Node($"n{seed.Node % 5}", (seed.State & 1) != 0 ? $"192.0.2.{seed.Node}" : $"fd00:1::1,192.0.2.{seed.Node},192.0.2.9") with
            {
                IsReady = (seed.State & 2) != 0,
                IsLeaving = (seed.State & 4) != 0,
                IsExcluded = (seed.State & 24) == 24,
                Zone = (seed.State & 8) != 0 ? "a" : null,
            }).ToArray();
        var slices = seeds.Select((seed, i) => Slice($"s{seed.Service % 4}", $"slice-{i}", Endpoint(
            $"10.1.0.{i}:80", ready: (seed.State & 32) != 0, serving: (seed.State & 64) != 0, terminating: (seed.State & 128) != 0) with
        {
            Node = $"n{seed.Node % 5}",
        })).ToArray();
        ClusterDelta[] deltas =
        [
            .. services.Select(one => new Upserted<Service>(one, Now)),
            .. nodes.Select(one => new Upserted<Node>(one, Now)),
            .. slices.Select(one => new Upserted<ServiceEndpoints>(one, Now)),
        ];
        var rules = new ExposureRules { Backends = BackendKind.NodePort };

        var shuffled = deltas.ToArray();
        new Random(shuffle).Shuffle(shuffled);

        Text(shuffled, rules).ShouldBe(Text(deltas, rules));
    }

    private static string Text(IEnumerable<ClusterDelta> deltas, ExposureRules? rules = null)
    {
        var store = new ClusterStore();
        foreach (var delta in deltas)
            store.Apply(delta);

        var view = store.View(rules ?? new());
        return JsonSerializer.Serialize(new
        {
            Services = view.Services.Select(one => new
            {
                one.Service.Name,
                Ports = one.Ports.Select(port => new
                {
                    port.Backend,
                    port.Port,
                    Addresses = port.Addresses.Select(address => address.ToString()),
                    Servers = port.Servers.Select(server => $"{server} {string.Join(',', server.HintZones)} {string.Join(',', server.HintNodes)}"),
                }),
            }),
            Addresses = view.VirtualAddresses.Select(address => address.ToString()),
            view.IgnoredAnnotations,
            Skipped = view.Skipped.Select(skip => $"{skip.What} {skip.Reason} {skip.Explanation}"),
        });
    }
}
