using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Core.Status;

namespace Kube2Haproxy.Daemons.Haproxy;

/// <summary>Haproxy:OnlyWhenMaster: where this node is not MASTER of any instance, it is as in a pause. At promotion the newest state counts.</summary>
internal sealed class MasterGate(IPauseGate gate, Published<VrrpStatus> vrrp) : IPauseGate
{
    public IDisposable? TryBegin() => vrrp.Value.IsMasterOfAny ? gate.TryBegin() : null;

    public async Task WaitWhilePausedAsync(CancellationToken cancellationToken)
    {
        await vrrp.UntilAsync(static now => now.IsMasterOfAny, cancellationToken);
        await gate.WaitWhilePausedAsync(cancellationToken);
    }
}
