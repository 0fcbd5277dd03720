using System.Net;
using Kube2Haproxy.Core.Cluster;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

public sealed class NodeServersTests
{
    private static readonly Node[] Three = [Node("c", "192.0.2.3"), Node("a", "192.0.2.1"), Node("b", "192.0.2.2")];

    [Fact]
    public void Every_node_is_a_server_at_the_node_port_whether_it_has_an_endpoint_or_not()
    {
        var nodes = Three.Append(Node("z", "192.0.2.9") with { Zone = "east" });

        var port = View(NodePortService("web", 31234), nodes, []).Services[0].Ports.ShouldHaveSingleItem();

        port.Servers.Select(server => $"{server.Name} {server.Address}:{server.Port} {server.Weight}").ShouldBe(
            ["a 192.0.2.1:31234 1", "b 192.0.2.2:31234 1", "c 192.0.2.3:31234 1", "z 192.0.2.9:31234 1"]);
        port.Servers.ShouldAllBe(server => server.Ready && server.Serving && !server.Terminating && server.Node == server.Name);
        port.Servers.Select(server => server.Zone).ShouldBe([null, null, null, "east"]);
        port.HealthCheckPort.ShouldBeNull();
    }

    [Fact]
    public void Each_family_has_the_nodes_that_have_an_address_of_it()
    {
        var view = View(
            NodePortService("web", address: "10.0.0.1,fd00::1"),
            [
                Node("four", "192.0.2.1,192.0.2.7"), Node("both", "192.0.2.2,2001:db8::2"), Node("six", "2001:db8::3"),
                Three[0] with { Addresses = [] },
            ],
            []);

        view.Services[0].Ports.Select(port => string.Join(' ', port.Servers.Select(server => $"{server.Name}={server.Address}"))).ShouldBe(
            ["both=192.0.2.2 four=192.0.2.1", "both=2001:db8::2 six=2001:db8::3"]);
    }

    [Fact]
    public void An_excluded_node_is_no_server() =>
        Weights(Three[0] with { IsExcluded = true }, Three[1]).ShouldBe("a=1");

    [Fact]
    public void A_node_that_is_not_ready_takes_no_new_connections() =>
        Weights(Three[0] with { IsReady = false }, Three[1]).ShouldBe("a=1 c=0");

    [Fact]
    public void Where_no_node_is_ready_all_of_them_take_new_connections() =>
        Weights(Three[0] with { IsReady = false }, Three[1] with { IsReady = false }).ShouldBe("a=1 c=1");

    [Fact]
    public void A_node_that_leaves_drains() =>
        Weights(Three[0] with { IsLeaving = true }, Three[1]).ShouldBe("a=1 c=0");

    [Fact]
    public void Before_a_node_that_is_not_ready_serves_one_that_leaves() =>
        Weights(Three[0] with { IsLeaving = true }, Three[1] with { IsReady = false }).ShouldBe("a=0 c=1");

    [Fact]
    public void Local_leaves_the_nodes_that_have_a_ready_endpoint_of_the_port()
    {
        var local = NodePortService("web", policy: "Local") with { HealthCheckNodePort = 32000 };

        var port = View(
            local,
            Three,
            [
                Slice("web", "web-1", On("a", "10.1.0.1:80", ready: false, serving: false), On("b", "10.1.0.2:80"), On("b", "10.1.0.3:80")),
                Slice("web", "web-2", On("a", "10.1.0.4:80") with { PortName = "other" }),
                Slice("web", "web-4", On("unknown", "10.1.0.5:80"), Endpoint("10.1.0.6:80")),
                Slice("web", "web-3", On("c", "[fd00::1]:80")),
                Slice("api", "api-1", On("c", "10.1.0.7:80")),
            ]).Services[0].Ports[0];

        port.Servers.Select(server => $"{server.Name} {server.Weight}").ShouldBe(["b 1"]);
        port.HealthCheckPort.ShouldBe(32000);
    }

    [Fact]
    public void A_node_whose_endpoints_drain_takes_no_new_connections_while_another_has_a_ready_one()
    {
        var draining = On("a", "10.1.0.1:80", ready: false, terminating: true);

        Local(Three, draining, On("b", "10.1.0.2:80")).ShouldBe("a=0 b=1");
        Local(Three, draining, On("a", "10.1.0.2:80"), On("b", "10.1.0.3:80")).ShouldBe("a=1 b=1");
        Local(Three, draining).ShouldBe("a=1");
        Local([Three[1], Three[2] with { IsReady = false }], draining, On("b", "10.1.0.2:80")).ShouldBe("a=1 b=0");
    }

    [Fact]
    public void Where_addresses_that_are_not_ready_are_published_their_nodes_serve_but_only_those_that_are_ready_themselves()
    {
        var service = NodePortService("web", policy: "Local") with { PublishNotReadyAddresses = true };

        var view = View(
            service,
            [Three[1], Three[2] with { IsReady = false }],
            [Slice("web", "web-1", On("a", "10.1.0.1:80", false, false), On("b", "10.1.0.2:80", false, false))]);

        Text(view).ShouldBe("a=1 b=0");
    }

    [Theory]
    [InlineData(ServiceType.ClusterIP, "to be served the Service must be of type NodePort or LoadBalancer.")]
    [InlineData(ServiceType.LoadBalancer, "spec.allocateLoadBalancerNodePorts: true would give it one.")]
    public void A_service_without_a_node_port_is_told_once_with_the_remedy(ServiceType type, string remedy)
    {
        var service = Service("web", ports: [new("a", 80, TransportProtocol.Tcp), new("b", 81, TransportProtocol.Tcp)]) with
        {
            Type = type,
        };

        var view = View(service, Three, []);

        view.Services.ShouldBeEmpty();
        view.VirtualAddresses.ShouldBeEmpty();
        var skipped = view.Skipped.ShouldHaveSingleItem();
        (skipped.What, skipped.Reason).ShouldBe(("default/web", SkipReason.NoNodePort));
        skipped.Explanation.ShouldBe($"Services:Backends is NodePort, and it has no nodePort; {remedy}");
    }

    [Fact]
    public void A_port_without_a_node_port_is_skipped_and_the_others_are_served()
    {
        var service = NodePortService("web");
        service = service with { Ports = [.. service.Ports, new("admin", 8080, TransportProtocol.Tcp)] };

        var view = View(service, Three, []);

        view.Services[0].Ports.ShouldHaveSingleItem().Port.ShouldBe(80);
        var skipped = view.Skipped.ShouldHaveSingleItem();
        (skipped.What, skipped.Reason).ShouldBe(("default/web port 8080", SkipReason.NoNodePort));
    }

    [Fact]
    public void Where_pods_are_the_servers_nothing_of_it_matters()
    {
        var local = NodePortService("web", policy: "Local") with { HealthCheckNodePort = 32000 };

        var port = View(local, Three, [EndpointsOf("web", "web-0@10.1.0.1:80")], BackendKind.Pod).Services[0].Ports[0];

        port.Servers.ShouldHaveSingleItem().Name.ShouldBe("web-0");
        port.HealthCheckPort.ShouldBeNull();
    }

    [Fact]
    public void A_node_keeps_its_id_when_others_come_and_go()
    {
        var alone = View(NodePortService("web"), [Three[0]], []).Services[0].Ports[0].Servers[0].Id;

        var among = View(NodePortService("web"), Three, []).Services[0].Ports[0].Servers;

        among.Single(server => server.Name == "c").Id.ShouldBe(alone);
        among.DistinctBy(server => server.Id).Count().ShouldBe(3);
    }

    [Fact]
    public void Nodes_that_say_the_same_are_equal()
    {
        var node = Node("a", "192.0.2.1,2001:db8::1") with { Zone = "east" };

        Node("a", "192.0.2.1,2001:db8::1").ShouldNotBe(node);
        (node with { Addresses = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")] }).ShouldBe(node);
        (node with { Addresses = [IPAddress.Parse("2001:db8::1"), IPAddress.Parse("192.0.2.1")] }).ShouldNotBe(node);
        (node with { IsReady = false }).ShouldNotBe(node);
        (node with { IsLeaving = true }).ShouldNotBe(node);
        (node with { IsExcluded = true }).ShouldNotBe(node);
    }

    private static Endpoint On(string node, string text, bool ready = true, bool serving = true, bool terminating = false) =>
        Endpoint(text, ready, serving, terminating) with { Node = node };

    private static string Weights(params Node[] nodes) => Text(View(NodePortService("web"), nodes, []));

    private static string Local(Node[] nodes, params Endpoint[] endpoints) =>
        Text(View(NodePortService("web", policy: "Local"), nodes, [Slice("web", "web-1", endpoints)]));

    private static string Text(ClusterView view) =>
        string.Join(' ', view.Services[0].Ports[0].Servers.Select(server => $"{server.Name}={server.Weight}"));

    private static ClusterView View(
        Service service, IEnumerable<Node> nodes, ServiceEndpoints[] endpoints, BackendKind backends = BackendKind.NodePort)
    {
        var store = new ClusterStore(backends);
        store.Apply(new Replaced<Service>([service]));
        store.Apply(new Replaced<ServiceEndpoints>(endpoints));
        store.Apply(new Replaced<Node>([.. nodes]));
        return store.View(new ExposureRules { Backends = backends });
    }
}
