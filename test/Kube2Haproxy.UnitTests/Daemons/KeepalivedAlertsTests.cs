using Kube2Haproxy.Daemons.Keepalived;

namespace Kube2Haproxy.UnitTests.Daemons;

public sealed class KeepalivedAlertsTests
{
    [Fact]
    public void Lines_and_instances_are_read()
    {
        var alerts = KeepalivedAlerts.Read(
            """
            (k.conf: Line 6) (VI_1) cannot use a loopback interface (lo) for vrrp - ignoring
            (/etc/keep alived/k.conf: Line 15) VRRP parsed invalid IP 300.1.1.1/32. skipping IP...
            (Line 7) It has 2000 bytes.
            Non-existent interface specified in configuration
            """);

        alerts.Select(alert => $"{string.Join(' ', alert.Lines)}|{string.Join(' ', alert.Names)}|{alert.Text}").ShouldBe(
        [
            "6|VI_1 lo|(VI_1) cannot use a loopback interface (lo) for vrrp - ignoring",
            "15||VRRP parsed invalid IP 300.1.1.1/32. skipping IP...",
            "7||It has 2000 bytes.",
            "||Non-existent interface specified in configuration",
        ]);
    }
}
