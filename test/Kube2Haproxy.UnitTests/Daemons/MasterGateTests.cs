using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.UnitTests.Daemons;

public sealed class MasterGateTests
{
    private readonly Published<VrrpStatus> _vrrp = new(VrrpStatus.Starting);
    private readonly FakePauseGate _pause = new();
    private readonly IPauseGate _gate;

    public MasterGateTests() => _gate = new MasterGate(_pause, _vrrp);

    [Theory]
    [InlineData(VrrpState.Unknown)]
    [InlineData(VrrpState.Backup)]
    [InlineData(VrrpState.Fault)]
    public async Task What_waits_begins_when_this_node_becomes_MASTER(VrrpState state)
    {
        _vrrp.Value = new VrrpStatus(state, null);
        _gate.TryBegin().ShouldBeNull();
        var waiting = _gate.BeginAsync(TestContext.Current.CancellationToken);
        waiting.IsCompleted.ShouldBeFalse();

        _vrrp.Value = new VrrpStatus([new("one", VrrpState.Backup, null), new("two", VrrpState.Master, null)]);

        (await waiting).Dispose();
        using var begun = _gate.TryBegin();
        begun.ShouldNotBeNull();
    }

    [Fact]
    public void A_pause_counts_for_the_MASTER_too()
    {
        _vrrp.Value = new VrrpStatus(VrrpState.Master, null);
        _pause.IsPaused = true;

        _gate.TryBegin().ShouldBeNull();
        _gate.BeginAsync(TestContext.Current.CancellationToken).IsCompleted.ShouldBeFalse();
    }
}
