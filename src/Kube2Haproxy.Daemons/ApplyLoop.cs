using System.Threading.Channels;
using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Pacing;
using Polly;

namespace Kube2Haproxy.Daemons;

/// <summary>
/// Brings one daemon to the newest configuration: validate, replace the file, reload; no sooner than its pace allows; what fails is
/// tried again with the newest state. The live configuration is never lost: it stays until the daemon has taken the next one.
/// </summary>
internal sealed class ApplyLoop(
    TemplateFallback apply, ApplyReport report, IPauseGate gate, TimeSpan interval, TimeProvider time) : IDisposable
{
    private readonly ReloadPace _pace = new(interval, time);

    /// <summary>Runs until it is stopped; a reload that has begun is waited for.</summary>
    public async Task RunAsync<T>(ChannelReader<T> configurations, CancellationToken stop)
        where T : RenderedConfiguration
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddRateLimiter(_pace).Build();
        await apply.StartAsync(stop);
        var wanted = await configurations.ReadAsync(stop);
        var reason = "start";
        while (true)
        {
            Applied? applied;
            using (await gate.BeginAsync(stop))
            {
                // In a pause the state may have moved on.
                wanted = Newest(configurations, wanted);
                applied = await apply.FindAsync(wanted, stop);
            }

            if (applied is not null && reason == "start")
                report.TellAlreadyLive();

            if (applied is null)
            {
                await pipeline.ExecuteAsync(
                    async _ =>
                    {
                        using var begun = await gate.BeginAsync(stop);

                        // The state may have gone back while this waited for its turn.
                        wanted = Newest(configurations, wanted);
                        applied = await apply.FindAsync(wanted, stop) ?? await apply.RunAsync(wanted, reason, stop);
                    },
                    stop);
            }

            var retryIn = report.Tell(applied ?? throw new InvalidOperationException("The pipeline did not run."), wanted);
            if (applied.Verdict is Verdict.Good)
                wanted = wanted with { Changes = [] };

            reason = await IsNewerThereAsync(configurations, retryIn, stop) ? "change" : "retry";
        }
    }

    public void Dispose() => _pace.Dispose();

    /// <summary>The newest configuration, with the changes of those that it replaces.</summary>
    private static T Newest<T>(ChannelReader<T> configurations, T wanted)
        where T : RenderedConfiguration
    {
        while (configurations.TryRead(out var newer))
            wanted = newer with { Changes = [.. wanted.Changes, .. newer.Changes] };

        return wanted;
    }

    /// <summary>
    /// Waits for a newer configuration (true), or for the time to try again (false), which is also the end of a pause: what was changed by hand
    /// in it is found then.
    /// </summary>
    private async Task<bool> IsNewerThereAsync<T>(ChannelReader<T> configurations, TimeSpan? retryIn, CancellationToken stop)
    {
        if (retryIn == TimeSpan.Zero)
            return false;

        using var race = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var newer = configurations.WaitToReadAsync(race.Token).AsTask();
        var paused = gate.WaitUntilPausedAsync(race.Token);
        await await Task.WhenAny(retryIn is { } wait ? [newer, paused, Task.Delay(wait, time, race.Token)] : [newer, paused]);
        await race.CancelAsync();
        return newer.IsCompletedSuccessfully;
    }
}
