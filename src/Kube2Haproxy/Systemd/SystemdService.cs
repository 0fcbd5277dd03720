using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Endpoints;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace Kube2Haproxy.Systemd;

/// <summary>Tells systemd (sd_notify(3)) when it is ready, and the state of things in one line.</summary>
internal sealed class SystemdService(ISystemdNotifier notifier, Readiness readiness, StatusBoard board, TimeProvider time) : BackgroundService
{
    /// <summary>systemctl status shows the line; nobody waits for it.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(BetweenLooks, time);
        var (ready, told) = (false, "");
        do
        {
            if (!ready && readiness.IsReady)
            {
                ready = true;
                notifier.Notify(ServiceState.Ready);
            }

            var status = Status(ready);
            if (status != told)
            {
                told = status;
                notifier.Notify(new ServiceState($"STATUS={status}"));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        notifier.Notify(ServiceState.Stopping);
        return base.StopAsync(cancellationToken);
    }

    private IEnumerable<string> Vrrp() =>
        from one in board.Vrrp.Value.Instances
        where one.Since is not null
        select $"{(one.Name.Length > 0 ? one.Name : "VRRP")} {one.State.ToString().ToUpperInvariant()}";

    private string Status(bool ready)
    {
        var cluster = board.Cluster.Value;
        var state = ready ? $"{cluster.Services} services, {cluster.Endpoints} endpoints" : "waiting for the first state to be applied";
        IReadOnlyList<string?> parts = [readiness.Paused, .. Vrrp(), state, .. readiness.Faults];
        return string.Join("; ", parts.OfType<string>()).ReplaceLineEndings(" ");
    }
}
