using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Kube2Haproxy.Core.Cluster;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

public sealed class ServerNameTests
{
    private static readonly string Long = new('p', 253);

    // What looks like a name of another kind, what is as long as may be, and what is no pod's name at all.
    private static readonly string?[] Pods =
    [
        null, "", "a", "a.b", "A", "10.1.0.1", "10.1.0.1:80", "fd00::1:80", "a_10.1.0.1:80", Long, Long + "p", new string('x', 262_144),
        ShortName.Of(Long), Long[..87], "a 10.6.6.6:80 #", "a\n  server evil 10.6.6.6:80", "a\"", "ä", "\0", " ",
    ];

    [Theory]
    [InlineData("web-0", "web-0")]
    [InlineData(null, "10.1.0.1:80")]
    [InlineData("", "10.1.0.1:80")]
    [InlineData("10.1.0.2:80", "10.1.0.1:80")]
    [InlineData("web-0 10.6.6.6:80 #", "10.1.0.1:80")]
    [InlineData("web-0\n", "10.1.0.1:80")]
    public void A_server_is_named_after_its_pod_where_that_can_be_one(string? pod, string name) =>
        ServerName.Of(Endpoint("10.1.0.1:80") with { Pod = pod }, isOneOfSeveral: false).ShouldBe(name);

    [Fact]
    public void A_long_name_of_a_pod_keeps_its_beginning_also_where_the_pod_has_two_endpoints()
    {
        var beginning = Long[..87] + ":";

        var servers = Servers.Of(
            [Endpoint($"{Long}@10.1.0.1:80"), Endpoint($"{Long}@10.1.0.2:80"), Endpoint($"{Long}x@10.1.0.3:80")], publishNotReady: false);

        servers.Select(server => server.Name).ShouldBeUnique();
        servers.ShouldAllBe(server => server.Name.Length == ShortName.Longest && server.Name.StartsWith(beginning));
    }

    [Fact]
    public void A_long_name_of_a_node_is_shortened_like_a_pods()
    {
        var servers = new NodeServers([Node(Long, "10.0.0.1"), Node(Long[1..], "10.0.0.2"), Node("q", "10.0.0.3")])
            .Of(NodePortService("web"), NodePortService("web").Ports[0], System.Net.Sockets.AddressFamily.InterNetwork, []);

        servers.Select(server => server.Name).ShouldBeUnique();
        servers.Select(server => server.Name).ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
        servers.Select(server => server.Name.Length).ShouldBe([ShortName.Longest, ShortName.Longest, 1]);
        servers.ShouldContain(server => server.Node == Long);
    }

    [Property]
    public Property Servers_have_legal_short_names_and_ids_of_their_own_whatever_the_order_of_arrival()
    {
        var arrivals = from endpoints in Backend()
                       from shuffled in Gen.Shuffle(endpoints)
                       select (endpoints, shuffled);
        return Prop.ForAll(arrivals.ToArbitrary(), arrival =>
        {
            var servers = Servers.Of(arrival.endpoints, publishNotReady: false);

            servers.Count.ShouldBe(arrival.endpoints.DistinctBy(one => (one.Address, one.Port)).Count());
            servers.Select(server => server.Name).ShouldBeUnique();
            servers.Select(server => server.Id).ShouldBeUnique();
            servers.ShouldAllBe(server => Names.IsLegal(server.Name) && server.Name.Length <= ShortName.Longest && server.Id >= 1);
            Identities(arrival.shuffled).ShouldBe(Identities(arrival.endpoints));
        });
    }

    [Property]
    public Property A_server_that_comes_or_goes_changes_the_names_and_ids_of_no_other_but_of_its_own_pod()
    {
        var changes = from endpoints in Backend()
                      from one in Endpoints()
                      select (endpoints, one);
        return Prop.ForAll(changes.ToArbitrary(), change =>
        {
            var others = change.endpoints
                .Where(other => other.Pod != change.one.Pod && !(other.Address, other.Port).Equals((change.one.Address, change.one.Port)))
                .ToArray();
            var with = Servers.Of([.. others, change.one], publishNotReady: false)
                .Where(server => !(server.Address, server.Port).Equals((change.one.Address, change.one.Port)));

            with.Select(server => (server.Name, server.Id)).ShouldBe(Identities(others));
        });
    }

    private static Gen<Endpoint[]> Backend() => Endpoints().ArrayOf();

    private static Gen<Endpoint> Endpoints() =>
        from at in Gen.Elements("10.1.0.1:80", "10.1.0.1:8", "10.1.0.2:80", "10.1.0.3:80", "10.1.0.4:80", "[fd00::1]:80", "[fd00::1:80]:80")
        from pod in Gen.Elements(Pods)
        select Endpoint(at) with { Pod = pod };

    private static IEnumerable<(string Name, int Id)> Identities(Endpoint[] endpoints) =>
        Servers.Of(endpoints, publishNotReady: false).Select(server => (server.Name, server.Id));
}
