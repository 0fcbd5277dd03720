using System.Net;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Kube2Haproxy.Core.Cluster;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

/// <summary>Services:Pools.</summary>
public sealed class AddressAssignmentTests
{
    private static readonly ExposureRules Rules = new()
    {
        Addresses = new HashSet<AddressKind> { AddressKind.LoadBalancer },
        AllowedAddresses = [IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("2001:db8::/64")],
        Pools = [IPNetwork.Parse("203.0.113.16/29"), IPNetwork.Parse("2001:db8::/64")],
    };

    [Fact]
    public void Each_gets_the_lowest_free_address_the_older_first()
    {
        var view = View(Rules, Balancer("young", age: 1), Balancer("old", age: 9), Balancer("middle", age: 5));

        Plan(view).ShouldBe(["default/old 203.0.113.17", "default/middle 203.0.113.18", "default/young 203.0.113.19"]);
        view.Services.ShouldBeEmpty("an address is served once it stands in the status");
    }

    [Fact]
    public void Uid_and_version_are_those_of_the_state_that_was_looked_at()
    {
        var assignment = View(Rules, Balancer("web") with { Uid = "u-1", ResourceVersion = "77" }).Assignments.ShouldHaveSingleItem();

        (assignment.Uid, assignment.ResourceVersion).ShouldBe(("u-1", "77"));
    }

    [Fact]
    public void A_service_of_two_families_gets_one_of_each() =>
        Plan(View(Rules, Balancer("web", cluster: "10.0.0.1,fd00::1"))).ShouldBe(["default/web 203.0.113.17,2001:db8::1"]);

    [Fact]
    public void Where_no_pool_has_the_family_it_is_left_out() =>
        Plan(View(Rules with { Pools = [IPNetwork.Parse("203.0.113.16/29")] }, Balancer("web", cluster: "10.0.0.1,fd00::1")))
            .ShouldBe(["default/web 203.0.113.17"]);

    [Theory]
    [InlineData("203.0.113.9", "default/web 203.0.113.9")]
    [InlineData("198.51.100.9", "default/web 203.0.113.17")]
    public void The_address_that_is_asked_for_is_given_where_it_is_allowed(string requested, string plan) =>
        Plan(View(Rules, Balancer("web", requested))).ShouldBe([plan]);

    [Theory]
    [InlineData(null, "203.0.113.200")]
    [InlineData(null, "198.51.100.9")]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("198.51.100.9", "203.0.113.200")]
    public void One_that_is_assigned_stays_as_it_is(string? requested, string assigned) =>
        View(Rules, Balancer("web", requested, assigned)).Assignments.ShouldBeEmpty();

    [Fact]
    public void Another_one_that_is_asked_for_later_replaces_the_assigned_one_of_its_family() =>
        Plan(View(Rules, Balancer("web", "203.0.113.9", "203.0.113.17,2001:db8::1"))).ShouldBe(["default/web 203.0.113.9,2001:db8::1"]);

    [Fact]
    public void Of_two_that_a_race_gave_one_address_of_a_pool_the_younger_gets_another()
    {
        var view = View(
            Rules, Balancer("young", assigned: "203.0.113.17", age: 1), Balancer("old", assigned: "203.0.113.17", age: 9), Balancer("new"));

        Plan(view).ShouldBe(["default/young 203.0.113.18", "default/new 203.0.113.19"]);
    }

    [Fact]
    public void Two_that_ask_for_one_address_share_it() =>
        Plan(View(Rules, Balancer("a", "203.0.113.17", "203.0.113.17"), Balancer("b", "203.0.113.17", "203.0.113.17"))).ShouldBeEmpty();

    [Fact]
    public void Nobody_gets_what_another_service_or_a_node_has()
    {
        var rules = Rules with
        {
            NodeAddresses = new HashSet<IPAddress> { IPAddress.Parse("203.0.113.17") },
            ReservedAddresses = new HashSet<IPAddress> { IPAddress.Parse("203.0.113.18") },
        };

        var view = View(
            rules,
            Balancer("web", age: 9),
            Balancer("assigned", assigned: "203.0.113.19"),
            Service("external") with { ExternalAddresses = [IPAddress.Parse("203.0.113.20")] },
            Service("cluster", "203.0.113.21"));

        Plan(view).ShouldBe(["default/web 203.0.113.22"]);
    }

    [Fact]
    public void An_exhausted_pool_is_told()
    {
        var rules = Rules with { Pools = [IPNetwork.Parse("203.0.113.16/31")] };

        var view = View(rules, Balancer("a"), Balancer("b"), Balancer("c"));

        Plan(view).ShouldBe(["default/a 203.0.113.16", "default/b 203.0.113.17"]);
        view.Skipped.Single(skip => skip.Reason == SkipReason.PoolExhausted).ShouldBe(new SkippedPart(
            new("default", "c"), null, null, SkipReason.PoolExhausted,
            "No IPv4 address of Services:Pools (203.0.113.16/31) is free; delete a Service of type LoadBalancer, or add a pool."));
    }

    [Fact]
    public void The_next_pool_is_used_when_one_is_exhausted() =>
        Plan(View(
            Rules with { Pools = [IPNetwork.Parse("203.0.113.16/32"), IPNetwork.Parse("203.0.113.32/30")] },
            Balancer("a"), Balancer("b"), Balancer("c"))).ShouldBe(["default/a 203.0.113.16", "default/b 203.0.113.33", "default/c 203.0.113.34"]);

    [Fact]
    public void What_is_not_ours_gets_none()
    {
        var balancer = Balancer("class");

        View(
            Rules with { Namespaces = new HashSet<string> { "default" } },
            Service("cluster-ip"),
            balancer with { LoadBalancer = new() { Class = "example.com/other" } },
            Balancer("host-name") with { LoadBalancer = new() { Hostnames = ["lb.example.com"] } },
            Balancer("elsewhere") with { Name = new("other", "elsewhere") },
            Balancer("hidden").Annotated("expose=false"),
            Balancer("udp") with { Ports = [new("dns", 53, TransportProtocol.Udp)] }).Assignments.ShouldBeEmpty();
    }

    [Fact]
    public void Without_pools_nothing_is_assigned() => View(Rules with { Pools = [] }, Balancer("web")).Assignments.ShouldBeEmpty();

    [Property]
    public Property Order_of_arrival_changes_nothing_and_no_two_get_the_same() => Prop.ForAll(
        Gen.Shuffle(Enumerable.Range(0, 8).Select(i => Balancer($"s{i}", age: i % 3, assigned: i % 4 == 0 ? $"203.0.113.{16 + i}" : ""))
            .ToArray()).ToArbitrary(),
        services =>
        {
            var plan = Plan(View(Rules, services));
            plan.ShouldBe(Plan(View(Rules, [.. services.OrderBy(service => service.Name)])));

            var given = View(Rules, services).Assignments.SelectMany(one => one.Addresses).ToList();
            given.Distinct().Count().ShouldBe(given.Count);
            given.Intersect(services.SelectMany(service => service.LoadBalancer!.Assigned)).ShouldBeEmpty();
        });

    private static Service Balancer(string name, string? requested = null, string assigned = "", string cluster = "10.0.0.1", int age = 0) =>
        Service(name, cluster, age: age) with
        {
            Type = ServiceType.LoadBalancer,
            LoadBalancer = new()
            {
                Requested = requested is null ? null : IPAddress.Parse(requested),
                Assigned = [.. assigned.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)],
            },
        };

    private static ClusterView View(ExposureRules rules, params Service[] services)
    {
        var store = new ClusterStore();
        store.Apply(new Replaced<Service>(services));
        store.Apply(new Replaced<ServiceEndpoints>([]));
        return store.View(rules);
    }

    private static List<string> Plan(ClusterView view) => [.. view.Assignments.Select(one => $"{one.Service} {string.Join(',', one.Addresses)}")];
}
