using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Keepalived;
using Kube2Haproxy.Endpoints;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.UnitTests.Endpoints;

public sealed class ReadinessTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly DaemonStatus Applied = new(true, Now, null, null);

    private readonly StatusBoard _board = new();

    [Fact]
    public void It_is_ready_when_the_source_is_synced_and_both_daemons_have_been_applied()
    {
        var readiness = Of(keepalived: true);
        readiness.IsReady.ShouldBeFalse();
        readiness.Pending.Count.ShouldBe(3);

        _board.Source.Value = new(true, null, null);
        _board.Haproxy.Value = Applied;
        readiness.IsReady.ShouldBeFalse();
        readiness.Pending.ShouldBe(["keepalived: no configuration has been applied yet."]);

        _board.Keepalived.Value = Applied;
        readiness.IsReady.ShouldBeTrue();
        readiness.Pending.ShouldBeEmpty();
    }

    [Fact]
    public void HAProxy_that_waits_only_for_this_node_to_be_MASTER_is_ready_and_stays_so()
    {
        var readiness = new Readiness(
            _board, Options.Create(new HaproxyOptions { OnlyWhenMaster = true }), Options.Create(new KeepalivedOptions { Enabled = false }));
        _board.Source.Value = new(true, null, null);
        readiness.IsReady.ShouldBeFalse();
        readiness.Pending.ShouldBe(
            ["haproxy: no configuration has been applied yet; it waits for this node to be MASTER (Haproxy:OnlyWhenMaster)."]);

        _board.Vrrp.Value = new VrrpStatus(VrrpState.Backup, Now);
        readiness.IsReady.ShouldBeTrue();

        _board.Vrrp.Value = new VrrpStatus(VrrpState.Master, Now);
        readiness.IsReady.ShouldBeTrue();
    }

    [Fact]
    public void A_daemon_that_is_left_out_is_not_waited_for()
    {
        _board.Source.Value = new(true, null, null);
        _board.Haproxy.Value = Applied;

        Of(keepalived: false).IsReady.ShouldBeTrue();
    }

    [Fact]
    public void A_later_fault_is_told_and_leaves_it_ready()
    {
        _board.Source.Value = new(true, "The API server is away.", Now);
        _board.Haproxy.Value = Applied with { Fault = "Cannot bind.", FaultSince = Now };

        var readiness = Of(keepalived: false);

        readiness.IsReady.ShouldBeTrue();
        readiness.Faults.ShouldBe(
            ["source: The API server is away. (since 2026-01-02T03:04:05Z)", "haproxy: Cannot bind. (since 2026-01-02T03:04:05Z)"]);
    }

    [Fact]
    public void Who_starts_in_a_pause_is_ready_and_stays_so_after_it()
    {
        var readiness = Of(keepalived: true);
        readiness.Paused.ShouldBeNull();

        _board.Pause.Value = new(new(Now, "alice", "upgrade"), IsFinishing: false, HasPaused: true);

        readiness.IsReady.ShouldBeTrue();
        readiness.Faults.ShouldBeEmpty();
        readiness.Paused.ShouldBe(
            "PAUSED since 2026-01-02T03:04:05Z by alice; nothing is applied until `kube2haproxy resume`. Reason: upgrade");

        _board.Pause.Value = _board.Pause.Value with { Pause = null };

        readiness.IsReady.ShouldBeTrue();
        readiness.Paused.ShouldBeNull();
    }

    [Fact]
    public void Services_that_are_held_back_are_told_in_one_line()
    {
        _board.Haproxy.Value = Applied with
        {
            Quarantined = [new(new("shop", "a"), true, "line 1 of its text: no.", Now), new(new("shop", "b"), false, "bad.", Now)],
        };

        Of(keepalived: false).Faults.ShouldBe(
            ["haproxy: 2 Services are held back as they are now, shop/a first: line 1 of its text: no. (kube2haproxy status tells all)"]);
    }

    private Readiness Of(bool keepalived) => new(
        _board, Options.Create(new HaproxyOptions()), Options.Create(new KeepalivedOptions { Enabled = keepalived }));
}
