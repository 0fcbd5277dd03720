using Kube2Haproxy.Core.Cluster;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

public sealed class ServersTests
{
    [Fact]
    public void An_address_in_two_slices_is_one_server_and_ready_anywhere_wins()
    {
        var servers = Servers.Of(
            [Endpoint("web-0@10.1.0.1:80", ready: false, serving: false), Endpoint("web-0@10.1.0.1:80")], publishNotReady: false);

        servers.ShouldHaveSingleItem().Ready.ShouldBeTrue();
    }

    [Fact]
    public void An_endpoint_that_is_not_ready_is_no_server() =>
        Servers.Of([Endpoint("10.1.0.1:80", ready: false, serving: false)], publishNotReady: false).ShouldBeEmpty();

    [Fact]
    public void It_is_one_where_the_service_publishes_addresses_that_are_not_ready() =>
        Servers.Of([Endpoint("10.1.0.1:80", ready: false, serving: false)], publishNotReady: true)
            .ShouldHaveSingleItem().Weight.ShouldBe(1);

    [Fact]
    public void A_terminating_endpoint_drains_while_another_is_ready()
    {
        var servers = Servers.Of(
            [Endpoint("a@10.1.0.1:80", ready: false, terminating: true), Endpoint("b@10.1.0.2:80")], publishNotReady: false);

        servers.Select(server => (server.Name, server.Weight)).ShouldBe([("a", 0), ("b", 1)]);
    }

    [Fact]
    public void Terminating_endpoints_serve_where_nobody_is_ready() =>
        Servers.Of([Endpoint("a@10.1.0.1:80", ready: false, terminating: true)], publishNotReady: false)
            .ShouldHaveSingleItem().Weight.ShouldBe(1);

    [Fact]
    public void Two_endpoints_of_one_pod_are_told_apart_by_their_address()
    {
        var servers = Servers.Of(
            [Endpoint("db-0@10.1.0.1:80"), Endpoint("db-0@10.1.0.2:80"), Endpoint("db-1@10.1.0.3:80")], publishNotReady: false);

        servers.Select(server => server.Name).ShouldBe(["db-0_10.1.0.1:80", "db-0_10.1.0.2:80", "db-1"]);
    }

    [Fact]
    public void A_server_keeps_its_id_when_others_come_and_go()
    {
        var alone = Servers.Of([Endpoint("web-0@10.1.0.1:80")], publishNotReady: false)[0].Id;

        var among = Servers.Of(
            [Endpoint("web-1@10.1.0.2:80"), Endpoint("web-0@10.1.0.9:80"), Endpoint("a@10.1.0.3:80")], publishNotReady: false);

        among.Single(server => server.Name == "web-0").Id.ShouldBe(alone);
    }

    /// <summary>The first two have one hash: found by trying.</summary>
    [Fact]
    public void The_later_of_two_names_with_one_hash_takes_the_next_id_whatever_the_order_of_arrival()
    {
        var h6wnb = Endpoint("web-h6wnb@10.1.0.1:80");
        var jtmr = Endpoint("web-6jtmr@10.1.0.2:80");
        var other = Endpoint("web-l69dk@10.1.0.3:80");

        foreach (var order in new[] { new[] { h6wnb, jtmr, other }, [other, jtmr, h6wnb] })
        {
            Servers.Of(order, publishNotReady: false).Select(server => (server.Name, server.Id)).ShouldBe(
                [("web-6jtmr", 1993340303), ("web-h6wnb", 1993340304), ("web-l69dk", 844956548)]);
        }
    }

    [Fact]
    public void Ids_are_legal_and_unique_for_a_large_backend()
    {
        var servers = Servers.Of(
            Enumerable.Range(0, 60_000).Select(i => Endpoint($"10.{i / 65536}.{i / 256 % 256}.{i % 256}:80")), publishNotReady: false);

        servers.ShouldAllBe(server => server.Id > 0);
        servers.DistinctBy(server => server.Id).Count().ShouldBe(60_000);
    }
}
