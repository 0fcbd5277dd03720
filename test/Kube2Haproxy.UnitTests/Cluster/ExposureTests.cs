using System.Net;
using Kube2Haproxy.Core.Cluster;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

public sealed class ExposureTests
{
    [Fact]
    public void A_service_is_exposed_at_its_cluster_ip_with_its_endpoints_as_servers()
    {
        var view = View([Service("web")], [EndpointsOf("web", "10.1.0.2:8080", "web-0@10.1.0.1:8080")]);

        var port = view.Services.ShouldHaveSingleItem().Ports.ShouldHaveSingleItem();
        port.Backend.ShouldBe("default_web_http");
        port.Addresses.ShouldBe([IPAddress.Parse("10.0.0.1")]);
        port.Servers.Select(server => server.Name).ShouldBe(["10.1.0.2:8080", "web-0"]);
        view.VirtualAddresses.ShouldBe([IPAddress.Parse("10.0.0.1")]);
        view.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void Endpoints_of_another_port_or_service_are_no_servers()
    {
        var view = View(
            [Service("web")],
            [EndpointsOf("api", "10.1.0.1:8080"), Slice("web", "web-1", Endpoint("10.1.0.2:9090", portName: "metrics"))]);

        view.Services[0].Ports[0].Servers.ShouldBeEmpty();
    }

    [Fact]
    public void A_dual_stack_service_has_a_backend_for_each_family()
    {
        var view = View(
            [Service("web", "fd00::1,10.0.0.1")],
            [EndpointsOf("web", "10.1.0.1:8080"), Slice("web", "web-6", Endpoint("[fd00:1::1]:8080"))]);

        view.Services[0].Ports.Select(port => (port.Backend, port.Servers[0].Name)).ShouldBe(
            [("default_web_http", "10.1.0.1:8080"), ("default_web_http_v6", "fd00:1::1:8080")]);
        view.VirtualAddresses.Select(address => address.ToString()).ShouldBe(["10.0.0.1", "fd00::1"]);
    }

    [Fact]
    public void Backends_of_look_alike_services_have_different_names()
    {
        var view = View([Service("c", ns: "a-b"), Service("b-c", "10.0.0.2", ns: "a")], []);

        view.Services.SelectMany(one => one.Ports).Select(port => port.Backend).ShouldBe(["a_b-c_http", "a-b_c_http"]);
    }

    [Fact]
    public void A_port_that_is_not_tcp_is_skipped_and_said_so()
    {
        var view = View(
            [Service("dns", ports: [new("dns", 53, TransportProtocol.Udp), new("dns-tcp", 53, TransportProtocol.Tcp)])], []);

        view.Services[0].Ports.ShouldHaveSingleItem().Name.ShouldBe("dns-tcp");
        view.Skipped.ShouldHaveSingleItem().ShouldBe(
            new SkippedPart(new("default", "dns"), null, 53, SkipReason.Protocol, "Its protocol is UDP; HAProxy forwards TCP only."));
    }

    [Fact]
    public void A_service_without_a_cluster_ip_is_skipped_and_gives_no_virtual_address()
    {
        var view = View([Service("headless", address: null)], []);

        view.Services.ShouldBeEmpty();
        view.VirtualAddresses.ShouldBeEmpty();
        view.Skipped.ShouldHaveSingleItem().Reason.ShouldBe(SkipReason.NoAddress);
    }

    [Fact]
    public void A_port_that_is_listed_twice_is_told()
    {
        var view = View([Service("web", ports: [new("a", 80, TransportProtocol.Tcp), new("b", 80, TransportProtocol.Tcp)])], []);

        view.Services[0].Ports.ShouldHaveSingleItem().Name.ShouldBe("a");
        view.Skipped.ShouldHaveSingleItem().Explanation.ShouldBe("The Service lists the port twice; the first one is served.");
    }

    [Fact]
    public void A_reserved_port_is_skipped_and_its_address_is_no_virtual_address()
    {
        var rules = new ExposureRules { ReservedPorts = new HashSet<int> { 80 } };

        var view = View([Service("web")], [], rules);

        view.Services.ShouldBeEmpty();
        view.VirtualAddresses.ShouldBeEmpty();
        view.Skipped.ShouldHaveSingleItem().Reason.ShouldBe(SkipReason.ReservedPort);
    }

    [Theory]
    [InlineData("10.0.0.1", "192.0.2.1")]
    [InlineData("192.0.2.1", "10.0.0.1")]
    public void An_address_of_a_node_is_never_a_service_address(string nodes, string reserved)
    {
        var rules = new ExposureRules
        {
            NodeAddresses = new HashSet<IPAddress> { IPAddress.Parse(nodes) },
            ReservedAddresses = new HashSet<IPAddress> { IPAddress.Parse(reserved) },
        };

        var view = View([Service("web")], [], rules);

        view.Services.ShouldBeEmpty();
        view.Skipped.ShouldHaveSingleItem().Reason.ShouldBe(SkipReason.NodeAddress);
    }

    [Fact]
    public void Of_two_services_that_claim_one_address_and_port_the_older_has_it()
    {
        var view = View([Service("a", age: 1), Service("b", age: 2)], []);

        view.Services.ShouldHaveSingleItem().Service.Name.Name.ShouldBe("b");
        var skipped = view.Skipped.ShouldHaveSingleItem();
        skipped.What.ShouldBe("default/a at 10.0.0.1 port 80");
        skipped.Reason.ShouldBe(SkipReason.Conflict);
        skipped.Explanation.ShouldStartWith("default/b has it, which is older or comes first by name;");
    }

    [Fact]
    public void Of_two_that_are_as_old_the_first_by_name_has_it()
    {
        var view = View([Service("b"), Service("a")], []);

        view.Services.ShouldHaveSingleItem().Service.Name.Name.ShouldBe("a");
        view.Skipped.ShouldHaveSingleItem().Service.Name.ShouldBe("b");
    }

    [Theory]
    [InlineData("new", "new", 1)]
    [InlineData("new", "old", 0)]
    [InlineData("new", null, 1)]
    [InlineData("", "old", 1)]
    public void Endpoints_that_another_service_of_the_name_owns_serve_no_more(string service, string? owner, int servers)
    {
        var view = View([Service("web") with { Uid = service }], [EndpointsOf("web", "10.1.0.1:8080") with { OwnerUid = owner }]);

        view.Services[0].Ports[0].Servers.Count.ShouldBe(servers);
    }

    [Fact]
    public void Two_services_may_share_an_address_at_different_ports()
    {
        var view = View([Service("a"), Service("b", ports: new ServicePort("http", 81, TransportProtocol.Tcp))], []);

        view.Services.Count.ShouldBe(2);
        view.VirtualAddresses.ShouldHaveSingleItem();
    }

    [Fact]
    public void Only_chosen_namespaces_and_labels_are_exposed()
    {
        var rules = new ExposureRules
        {
            Namespaces = new HashSet<string> { "shop" },
            Selects = labels => labels.ContainsKey("public"),
        };
        var chosen = Service("web", ns: "shop") with { Labels = new Dictionary<string, string> { ["public"] = "" } };

        var view = View([chosen, Service("db", "10.0.0.2", ns: "shop"), Service("web", "10.0.0.3")], [], rules);

        view.Services.ShouldHaveSingleItem().Service.ShouldBe(chosen);
        view.Skipped.ShouldBeEmpty();
    }

    private static ClusterView View(Service[] services, ServiceEndpoints[] endpoints, ExposureRules? rules = null)
    {
        var store = new ClusterStore();
        store.Apply(new Replaced<Service>(services));
        store.Apply(new Replaced<ServiceEndpoints>(endpoints));
        return store.View(rules ?? new());
    }
}
