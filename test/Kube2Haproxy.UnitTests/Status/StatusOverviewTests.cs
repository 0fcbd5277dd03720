using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Status;
using Kube2Haproxy.TestSupport;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Status;

public sealed class StatusOverviewTests
{
    [Fact]
    public void A_daemon_that_is_well_says_how_much_there_is() =>
        Text(Statuses.Board([Service("web")], EndpointsOf("web", "10.1.0.1:80"))).ShouldBe(
            """
            kube2haproxy 0.1.0 is ready.

            haproxy     last in the wanted state 1970-01-01T00:00:00Z
            services    1 served, with 1 backend
            servers     1 ready, 0 draining
            refused     0 objects
            ignored     0 annotations
            not served  0 Services, addresses and ports
            """);

    [Fact]
    public void What_is_wrong_comes_first_and_what_is_not_served_last_by_reason()
    {
        var board = Statuses.Board(
            [Service("api").Annotated("mode=udp"), Service("web"), Service("later"), Service("none", null)],
            EndpointsOf("api", "10.1.0.1:80"));
        board.Refusing("services", new RefusedObject(new("shop", "db"), "spec.ports[0].port is \"0\"."));
        board.Refusing("nodes", new RefusedObject(new("", "n1"), "metadata.name is missing."));
        board.Haproxy.Value = new DaemonStatus(false, null, "it does not answer.", DateTimeOffset.UnixEpoch)
        {
            Quarantined =
            [
                new QuarantinedService(new("shop", "old"), true, "line 1 of its text: no.", DateTimeOffset.UnixEpoch),
                new QuarantinedService(new("shop", "out"), false, "no such member.", DateTimeOffset.UnixEpoch),
            ],
        };
        board.Vrrp.Value = new VrrpStatus(VrrpState.Backup, DateTimeOffset.UnixEpoch);
        board.Cluster.Value = board.Cluster.Value with { Fault = "x.liquid:1:1: no." };

        Text(board).ShouldBe(
            """
            kube2haproxy 0.1.0 is not ready. VRRP: BACKUP since 1970-01-01T00:00:00Z.

            Wrong now:
              templates: x.liquid:1:1: no.
              haproxy: it does not answer. (since 1970-01-01T00:00:00Z)

            Held back, as they are now:
              haproxy: shop/old stays at its last good text (since 1970-01-01T00:00:00Z): line 1 of its text: no.
              haproxy: shop/out is left out (since 1970-01-01T00:00:00Z): no such member.

            Refused, as they are now:
              nodes n1: metadata.name is missing.
              services shop/db: spec.ports[0].port is "0".

            Ignored annotations:
              "kube2haproxy.io/mode" of default/api is "udp". It must be tcp or http.

            haproxy     not in the wanted state yet
            services    1 served, with 1 backend
            servers     1 ready, 0 draining
            refused     2 objects
            ignored     1 annotation
            not served  3 Services, addresses and ports

            Not served, by reason:
              Conflict   2
                default/later at 10.0.0.1 port 80: default/api has it, which is older or comes first by name; one of them must use another address or port.
                default/web at 10.0.0.1 port 80: default/api has it, which is older or comes first by name; one of them must use another address or port.
              NoAddress  1
              `kube2haproxy status NAMESPACE/NAME` explains one Service; --json has all of them.
            """);
    }

    [Theory]
    [InlineData("alice", "HAProxy 3.2", false,
        "PAUSED since 1970-01-01T00:00:00Z by alice; nothing is applied until `kube2haproxy resume`. Reason: HAProxy 3.2\n\nkube2haproxy ")]
    [InlineData(null, null, true,
        "PAUSED since 1970-01-01T00:00:00Z; nothing is applied until `kube2haproxy resume`.\n"
        + "What had begun before is being finished.\n\nkube2haproxy ")]
    public void A_pause_comes_before_all_else(string? by, string? reason, bool finishing, string beginning)
    {
        var board = Statuses.Board([]);
        board.Pause.Value = new PauseStatus(new Pause(DateTimeOffset.UnixEpoch, by, reason), finishing, HasPaused: true);

        Text(board).ShouldStartWith(beginning);
        string.Join('\n', ServiceExplanation.Lines(new("shop", "web"), board.Document())).ShouldStartWith(beginning[..beginning.LastIndexOf('\n')]);
    }

    [Fact]
    public void Thousands_of_a_kind_do_not_push_the_others_off_the_screen()
    {
        var services = Enumerable.Range(1, 5000).Select(i => Service($"s{i:0000}", "10.0.0.1")).ToList();

        var lines = StatusOverview.Lines(Statuses.Board(services).Document()).ToList();

        lines.Count.ShouldBeLessThan(50);
        lines.ShouldContain("  Conflict  4999");
        lines.ShouldContain("    and 4989 more; --json has them.");
    }

    [Fact]
    public void A_port_without_a_server_is_named()
    {
        var lines = StatusOverview.Lines(Statuses.Board([Service("web")]).Document()).ToList();

        lines[lines.IndexOf("Ports without a server that is ready:") + 1].ShouldBe("  default/web port 80");
    }

    [Fact]
    public void A_reason_of_a_later_version_is_shown_with_its_explanation()
    {
        var status = Statuses.Board([]).Document() with
        {
            Skipped = [new StatusDocument.SkippedService("shop", "web", null, null, "TooNew", "It is new.")],
        };

        StatusOverview.Lines(status).ShouldContain("    shop/web: It is new.");
    }

    private static string Text(StatusBoard board) => string.Join('\n', StatusOverview.Lines(board.Document()));
}
