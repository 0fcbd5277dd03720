using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy;

/// <summary>
/// Does what signals ask for: SIGHUP reads the templates again, SIGUSR1 and SIGUSR2 of a Keepalived notify script say MASTER and
/// BACKUP.
/// </summary>
internal sealed partial class SignalService(
    ChannelReader<ProcessSignal> signals, ChannelWriter<RenderInput> inputs, ChannelWriter<VrrpState> vrrp, Endpoints.Readiness readiness,
    ISystemdNotifier notifier, TimeProvider time, ILogger<SignalService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var signal in signals.ReadAllAsync(stoppingToken))
        {
            switch (signal)
            {
                case ProcessSignal.Reload:
                    await ReloadAsync(stoppingToken);
                    break;
                case ProcessSignal.Master:
                    await vrrp.WriteAsync(VrrpState.Master, stoppingToken);
                    break;
                case ProcessSignal.Backup:
                    await vrrp.WriteAsync(VrrpState.Backup, stoppingToken);
                    break;
            }
        }
    }

    private async Task ReloadAsync(CancellationToken stop)
    {
        LogReload(logger);

        var wasReady = readiness.IsReady;
        if (wasReady)
        {
            // Without the time a systemd that knows Type=notify-reload waits in vain (sd_notify(3)).
            var microseconds = time.GetTimestamp() / (time.TimestampFrequency / 1_000_000.0);
            notifier.Notify(new ServiceState($"RELOADING=1\nMONOTONIC_USEC={microseconds:0}"));
        }

        await inputs.WriteAsync(new RenderInput.TemplatesChanged(), stop);

        // Before the first apply, READY is not for SIGHUP to say.
        if (wasReady)
            notifier.Notify(ServiceState.Ready);
    }

    [LoggerMessage(4101, LogLevel.Information, "SIGHUP: the templates are read again.")]
    private static partial void LogReload(ILogger logger);
}
