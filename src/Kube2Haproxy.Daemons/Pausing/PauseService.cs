using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Core.Status;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Daemons.Pausing;

/// <summary>Tells everybody of a pause, again and again: one that is forgotten leaves the node behind the cluster.</summary>
internal sealed class PauseService(
    PauseFile file, PauseGate gate, StatusBoard board, TimeProvider time, ILogger<PauseService> logger) : BackgroundService
{
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(10);

    private long _warned;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PauseGate.BetweenLooks, time);
        do
            Look();
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Look()
    {
        var last = board.Pause.Value;
        var pause = file.Read();
        var now = new PauseStatus(pause, IsFinishing: pause is not null && !gate.IsIdle, HasPaused: last.HasPaused || pause is not null);
        Tell(last.Pause, pause);
        if (now != last)
            board.Pause.Value = now;
    }

    private void Tell(Pause? last, Pause? now)
    {
        if (now is not null && (now != last || time.GetElapsedTime(_warned) >= BetweenWarnings))
        {
            _warned = time.GetTimestamp();
            logger.Paused(now.Explanation);
        }
        else if (now is null && last is not null)
        {
            logger.Resumed();
        }
    }
}
