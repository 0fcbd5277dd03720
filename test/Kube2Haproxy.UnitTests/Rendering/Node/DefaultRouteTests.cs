using Kube2Haproxy.Rendering.Node;

namespace Kube2Haproxy.UnitTests.Rendering.Node;

public sealed class DefaultRouteTests
{
    private const string Heading = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";

    [Fact]
    public void The_default_route_with_the_least_metric_names_the_device() =>
        DefaultRoute.Device(
            [
                Heading,
                "eth1\t00000000\t010200C0\t0003\t0\t0\t200\t00000000\t0\t0\t0",
                "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0",
                "eth2\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
            ],
            []).ShouldBe("eth0");

    [Fact]
    public void Without_one_of_ipv4_the_one_of_ipv6_does() =>
        DefaultRoute.Device(
            [Heading],
            [
                "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe80000000000000000000000000000001 00000400 00000001 00000000 00000003     eth0",
                "00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo",
            ]).ShouldBe("eth0");

    [Fact]
    public void The_unreachable_route_of_every_ipv6_host_names_none() =>
        DefaultRoute.Device(
            [Heading],
            ["00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo"])
            .ShouldBeNull();

    [Fact]
    public void A_route_that_is_down_names_none() =>
        DefaultRoute.Device([Heading, "eth0\t00000000\t010200C0\t0002\t0\t0\t100\t00000000\t0\t0\t0"], []).ShouldBeNull();
}
