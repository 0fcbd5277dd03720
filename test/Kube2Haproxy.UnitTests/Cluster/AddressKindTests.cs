using System.Net;
using Kube2Haproxy.Core.Cluster;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

/// <summary>Services:Addresses, Services:LoadBalancerClass and Services:AllowedAddresses.</summary>
public sealed class AddressKindTests
{
    private static readonly ExposureRules All = new()
    {
        Addresses = Enum.GetValues<AddressKind>().ToHashSet(),
        AllowedAddresses = [IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("2001:db8::/64")],
    };

    private static readonly ExposureRules External = All with { Addresses = new HashSet<AddressKind> { AddressKind.ExternalIP } };

    private static readonly ExposureRules Balanced = All with { Addresses = new HashSet<AddressKind> { AddressKind.LoadBalancer } };

    [Fact]
    public void By_default_only_cluster_ips_are_exposed()
    {
        var view = View(new(), Service("web") with { ExternalAddresses = Addresses("203.0.113.7") });

        Shown(view).ShouldBe(["10.0.0.1"]);
        view.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void External_ips_are_exposed_in_each_family_with_endpoints_of_that_family()
    {
        var service = Service("web") with { ExternalAddresses = Addresses("2001:db8::7", "203.0.113.7") };

        var view = View(External, [service], EndpointsOf("web", "10.1.0.1:80"), Slice("web", "web-6", Endpoint("[fd00::1]:80")));

        view.Services[0].Ports.Select(port => (port.Addresses.Single().ToString(), port.Servers.Single().Address.ToString()))
            .ShouldBe([("203.0.113.7", "10.1.0.1"), ("2001:db8::7", "fd00::1")]);
        view.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void An_address_outside_of_the_allowed_networks_is_left_out_and_told()
    {
        var view = View(External, Service("web") with { ExternalAddresses = Addresses("203.0.113.7", "198.51.100.7") });

        Shown(view).ShouldBe(["203.0.113.7"]);
        view.Skipped.ShouldHaveSingleItem().ShouldBe(new SkippedPart(
            new("default", "web"), IPAddress.Parse("198.51.100.7"), null, SkipReason.AddressNotAllowed,
            "spec.externalIPs has 198.51.100.7, which lies in no network of Services:AllowedAddresses (203.0.113.0/24, 2001:db8::/64)."));
    }

    [Fact]
    public void A_cluster_ip_needs_no_permission_also_where_another_kind_repeats_it()
    {
        var view = View(All, Service("web") with { ExternalAddresses = Addresses("10.0.0.1") });

        Shown(view).ShouldBe(["10.0.0.1"]);
        view.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void One_address_of_two_kinds_is_one_address()
    {
        var service = Service("web", address: null) with
        {
            Type = ServiceType.LoadBalancer,
            ExternalAddresses = Addresses("203.0.113.7", "203.0.113.7"),
            LoadBalancer = new() { Assigned = Addresses("203.0.113.7") },
        };

        var view = View(All, service);

        view.Services[0].Ports.ShouldHaveSingleItem().Addresses.ShouldHaveSingleItem();
        view.Skipped.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, "203.0.113.1", "203.0.113.1")]
    [InlineData("203.0.113.9", "203.0.113.1", "203.0.113.9")]
    [InlineData("203.0.113.9", "", "203.0.113.9")]
    [InlineData("203.0.113.9", "203.0.113.9", "203.0.113.9")]
    [InlineData("203.0.113.9", "203.0.113.1,2001:db8::1", "203.0.113.9,2001:db8::1")]
    [InlineData(null, "2001:db8::1,203.0.113.1", "203.0.113.1,2001:db8::1")]
    public void The_address_that_is_asked_for_stands_in_place_of_the_assigned_one_of_its_family(
        string? requested, string assigned, string exposed)
    {
        var view = View(Balanced, Balancer(requested, assigned));

        Shown(view).ShouldBe(exposed.Split(','));
        view.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void Where_the_address_that_is_asked_for_is_not_allowed_the_assigned_one_is_served()
    {
        var view = View(Balanced, Balancer("198.51.100.9", "203.0.113.1"));

        Shown(view).ShouldBe(["203.0.113.1"]);
        view.Skipped.ShouldHaveSingleItem().Explanation.ShouldStartWith("spec.loadBalancerIP has 198.51.100.9,");
    }

    [Fact]
    public void One_that_is_asked_for_and_assigned_is_told_once() =>
        View(Balanced, Balancer("198.51.100.9", "198.51.100.9")).Skipped.ShouldHaveSingleItem().Reason.ShouldBe(SkipReason.AddressNotAllowed);

    [Fact]
    public void A_load_balancer_without_an_address_is_told()
    {
        var view = View(All, Balancer(null, "", cluster: "10.0.0.1"));

        Shown(view).ShouldBe(["10.0.0.1"]);
        view.Skipped.ShouldHaveSingleItem().ShouldBe(new SkippedPart(new("default", "web"), null, null, SkipReason.NoAddress,
            "It is of type LoadBalancer, and no address is assigned yet (status.loadBalancer.ingress) nor asked for (spec.loadBalancerIP)."));
    }

    [Fact]
    public void A_load_balancer_with_a_host_name_is_told()
    {
        var service = Balancer(null, "");

        var view = View(Balanced, service with { LoadBalancer = new() { Hostnames = ["lb.example.com"] } });

        view.Services.ShouldBeEmpty();
        view.Skipped.ShouldHaveSingleItem().Explanation.ShouldBe(
            "status.loadBalancer.ingress has the host name \"lb.example.com\" and no address; it needs one, or spec.loadBalancerIP.");
    }

    [Fact]
    public void Another_type_than_load_balancer_has_none_of_its_addresses() => View(Balanced, Service("web")).Skipped.ShouldHaveSingleItem()
        .ShouldBe(new SkippedPart(new("default", "web"), null, null, SkipReason.NoAddress,
            "It has no address of a kind that is exposed (Services:Addresses is LoadBalancer)."));

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "example.com/internal", false)]
    [InlineData("example.com/internal", "", false)]
    [InlineData("example.com/internal", "example.com/internal", true)]
    [InlineData("example.com/internal", "example.com/other", false)]
    public void Only_load_balancers_of_the_class_are_exposed(string rule, string @class, bool exposed)
    {
        var service = Balancer(null, "203.0.113.1");
        service = service with { LoadBalancer = service.LoadBalancer! with { Class = @class } };

        var view = View(Balanced with { LoadBalancerClass = rule }, service);

        view.Services.Count.ShouldBe(exposed ? 1 : 0);
        view.Skipped.Select(skip => skip.Reason).ShouldBe(exposed ? [] : [SkipReason.OtherClass]);
    }

    [Fact]
    public void What_is_no_address_is_left_out_and_told_where_its_kind_is_exposed()
    {
        var service = Service("web") with { UnreadableAddresses = [new("spec.externalIPs", "web\nexample")] };

        View(new(), service).Skipped.ShouldBeEmpty();
        var view = View(All, service);

        Shown(view).ShouldBe(["10.0.0.1"]);
        var skipped = view.Skipped.ShouldHaveSingleItem();
        skipped.Reason.ShouldBe(SkipReason.UnreadableAddress);
        skipped.Explanation.ShouldStartWith("spec.externalIPs has \"web\\u000aexample\"; it must be");
    }

    [Fact]
    public void A_claim_between_kinds_is_settled_by_age()
    {
        var older = Service("b", age: 2) with { ClusterAddresses = Addresses("203.0.113.7") };
        var younger = Service("a", address: null, age: 1) with { ExternalAddresses = Addresses("203.0.113.7") };

        var view = View(All, older, younger);

        view.Services.ShouldHaveSingleItem().Service.ShouldBe(older);
        view.Skipped.ShouldHaveSingleItem().Reason.ShouldBe(SkipReason.Conflict);
    }

    [Fact]
    public void An_external_ip_that_is_the_nodes_own_and_one_at_a_reserved_port_are_refused()
    {
        var service = Service("web", null, "default", 0, new("a", 80, TransportProtocol.Tcp), new("b", 22, TransportProtocol.Tcp)) with
        {
            ExternalAddresses = Addresses("203.0.113.7", "203.0.113.8"),
        };
        var rules = External with { NodeAddresses = Addresses("203.0.113.7").ToHashSet(), ReservedPorts = new HashSet<int> { 22 } };

        var view = View(rules, service);

        view.Services.Single().Ports.Single().Addresses.ShouldBe(Addresses("203.0.113.8"));
        view.Skipped.Select(skip => skip.Reason).ShouldBe([SkipReason.ReservedPort, SkipReason.NodeAddress]);
    }

    private static Service Balancer(string? requested, string assigned, string? cluster = null) => Service("web", cluster) with
    {
        Type = ServiceType.LoadBalancer,
        LoadBalancer = new()
        {
            Requested = requested is null ? null : IPAddress.Parse(requested),
            Assigned = assigned.Length == 0 ? [] : Addresses(assigned.Split(',')),
        },
    };

    private static IPAddress[] Addresses(params string[] texts) => [.. texts.Select(IPAddress.Parse)];

    private static IEnumerable<string> Shown(ClusterView view) => view.VirtualAddresses.Select(address => address.ToString());

    private static ClusterView View(ExposureRules rules, params Service[] services) => View(rules, services, []);

    private static ClusterView View(ExposureRules rules, Service[] services, params ServiceEndpoints[] endpoints)
    {
        var store = new ClusterStore();
        store.Apply(new Replaced<Service>(services));
        store.Apply(new Replaced<ServiceEndpoints>(endpoints));
        return store.View(rules);
    }
}
