using System.Diagnostics;
using System.Net;
using Kube2Haproxy.Daemons.Keepalived;
using Kube2Haproxy.TestSupport.Network;

namespace Kube2Haproxy.IntegrationTests.Daemons;

public sealed class LocalRouteTests : IAsyncLifetime
{
    private NetworkLink? _link;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(NetworkLink.Missing is not null, NetworkLink.Missing ?? "");
        _link = await NetworkLink.CreateAsync();
    }

    [Theory]
    [InlineData("10.96.0.0/12", "")]
    [InlineData("10.96.0.0/12", "route add default via 192.0.2.2")]
    [InlineData("10.96.0.0/12", "route add 10.96.0.0/12 dev cable")]
    [InlineData("10.96.0.0/12", "route add blackhole 10.96.0.0/12")]
    [InlineData("10.96.0.0/12", "route add local 10.96.0.0/16 dev lo", "route add local 10.111.0.0/16 dev lo")]
    [InlineData("10.96.0.0/12", "addr add 10.96.0.1/12 dev cable")]
    [InlineData("10.96.0.0/12", "-6 route add local fd00:96::/108 dev lo")]
    [InlineData("fd00:96::/108", "")]
    [InlineData("fd00:96::/108", "-6 route add fd00:96::/108 dev cable")]
    [InlineData("fd00:96::/108", "-6 route add local fd00:96::/112 dev lo")]
    [InlineData("fd00:96::/108", "addr add fd00:96::1/108 dev cable nodad")]
    public void A_network_without_a_local_route_is_seen(string network, params string[] commands) => IsThere(network, commands).ShouldBeFalse();

    [Theory]
    [InlineData("10.96.0.0/12", "route add local 10.96.0.0/12 dev lo")]
    [InlineData("10.96.0.0/12", "route add local 10.0.0.0/8 dev lo")]
    [InlineData("10.96.0.0/12", "route add local 10.96.0.0/12 dev lo", "route add 10.96.0.0/16 dev cable", "route add 10.96.0.0/32 dev cable")]
    [InlineData("10.96.0.0/12", "route add local 10.96.0.0/12 dev lo", "addr add 10.96.0.0/32 dev cable")]
    [InlineData("10.96.0.0/12", "route add local 10.96.0.0/12 dev lo src 192.0.2.1")]
    [InlineData("10.96.0.7/32", "route add local 10.96.0.7/32 dev lo")]
    [InlineData("fd00:96::/108", "-6 route add local fd00:96::/108 dev lo")]
    [InlineData("fd00:96::/108", "-6 route add local fd00:96::/108 dev lo", "-6 route add fd00:96::/120 dev cable")]
    [InlineData("fd00:96::/108", "-6 route add local fd00:96::/108 dev lo", "addr add fd00:96::1/128 dev cable nodad")]
    [InlineData("fd00:96::7/128", "-6 route add local fd00:96::/64 dev lo")]
    public void A_network_with_a_local_route_is_seen(string network, params string[] commands) => IsThere(network, commands).ShouldBeTrue();

    [Fact]
    public void What_is_missing_is_told_with_the_commands_that_add_it()
    {
        string?[] faults = _link!.OnServer(() =>
        {
            var routed = new RoutedNetworks(["10.96.0.0/12", "192.0.2.1/32", "fd00:96::/108"]);
            var missing = routed.Fault();
            Run("route add local 10.96.0.0/12 dev lo");
            Run("-6 route add local fd00:96::/108 dev lo");
            return new[] { missing, routed.Fault() };
        });

        faults.ShouldBe(
        [
            "This node has no local route to 10.96.0.0/12, fd00:96::/108 (Keepalived:RoutedNetworks), so it answers nobody there while it is MASTER: "
                + "ip route add local 10.96.0.0/12 dev lo; ip -6 route add local fd00:96::/108 dev lo. "
                + "deploy/systemd/kube2haproxy-routes.service does that at boot.",
            null,
        ]);
    }

    [Fact]
    public void The_addresses_of_a_node_have_their_length_and_device()
    {
        var addresses = _link!.OnServer(() =>
        {
            Run("addr add fd00:96::1/128 dev cable nodad");
            return new NodeAddresses().Read() ?? [];
        });

        addresses.Select(one => $"{one}").Where(one => !one.StartsWith("fe80:", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .ShouldBe(["127.0.0.1/8 dev lo", "192.0.2.1/24 dev cable", "::1/128 dev lo", "fd00:96::1/128 dev cable"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_link is not null)
            await _link.DisposeAsync();
    }

    private bool IsThere(string network, string[] commands) => _link!.OnServer(() =>
    {
        foreach (var command in commands.Where(command => command.Length > 0))
            Run(command);

        return LocalRoute.IsThere(IPNetwork.Parse(network));
    });

    /// <summary>In the namespace of the thread.</summary>
    private static void Run(string command)
    {
        using var ip = Process.Start("/sbin/ip", command);
        ip.WaitForExit();
        ip.ExitCode.ShouldBe(0, command);
    }
}
