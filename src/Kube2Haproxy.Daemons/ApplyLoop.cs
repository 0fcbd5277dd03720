using System.Threading.Channels;
using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.Daemons.Pacing;
using Microsoft.Extensions.Logging;
using Polly;

namespace Kube2Haproxy.Daemons;

/// <summary>
/// Brings one daemon to the newest configuration: at once by what needs no reload; for the rest validate, replace the file, reload, no sooner
/// than its pace allows. What fails is tried again with the newest state. The live configuration is never lost: it stays until the daemon
/// has taken the next one.
/// </summary>
internal sealed class ApplyLoop(
    TemplateFallback apply, LiveConfiguration live, ApplyReport report, IPauseGate gate, TimeSpan interval, TimeProvider time) : IDisposable
{
    /// <summary>So many are measured: what fails may fail for days.</summary>
    private const int MostChanges = 10_000;

    private readonly ReloadPace _pace = new(interval, time);
    private readonly Retry _retry = new(time);
    private ReloadTurn? _turn;
    private long _looked;

    /// <summary>One for this daemon and its file, with all that it is made of.</summary>
    /// <param name="daemon">What is brought to the newest configuration.</param>
    /// <param name="file">Its file.</param>
    /// <param name="status">Where it is told how it stands.</param>
    /// <param name="inputs">Where it is told which template was taken.</param>
    /// <param name="metrics">What it counts.</param>
    /// <param name="gate">Open but in a pause.</param>
    /// <param name="interval">Least time between the end of a reload and the next one; not negative.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Of the daemon.</param>
    public static ApplyLoop Of(
        IDaemon daemon, ConfigurationFile file, Published<DaemonStatus> status, ChannelWriter<RenderInput> inputs, DaemonMetrics metrics, IPauseGate gate,
        TimeSpan interval, TimeProvider time, ILogger logger)
    {
        var live = new LiveConfiguration(daemon, new LiveFile(daemon, file, metrics, gate, time, logger), metrics, logger);
        var pass = new ApplyPass(daemon, file, live, metrics, time, logger);
        return new ApplyLoop(
            new TemplateFallback(daemon.Name, pass, file, inputs, time), live, new ApplyReport(daemon, file, status, metrics, time, logger), gate, interval, time);
    }

    /// <summary>Runs until it is stopped; a reload that has begun is waited for.</summary>
    public async Task RunAsync<T>(ChannelReader<T> configurations, CancellationToken stop)
        where T : RenderedConfiguration
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddRateLimiter(_pace).Build();
        await apply.StartAsync(stop);
        var wanted = await configurations.ReadAsync(stop);
        try
        {
            for (var isFirst = true; ; isFirst = false)
            {
                using (await gate.BeginAsync(stop))
                {
                    // In a pause the state may have moved on.
                    wanted = Newest(configurations, wanted);
                    if (await StepAsync(wanted, pipeline, isFirst, stop) is { Verdict: Verdict.Good })
                        wanted = wanted with { Changes = [] };
                }

                await WaitAsync(configurations, stop);
            }
        }
        finally
        {
            await EndTurnAsync();
            await live.FinishAsync();
        }
    }

    public void Dispose() => _pace.Dispose();

    /// <summary>What came of it; null where it waits for its turn.</summary>
    private async Task<Applied?> StepAsync(RenderedConfiguration wanted, ResiliencePipeline pipeline, bool isFirst, CancellationToken stop)
    {
        var applied = await apply.FindAsync(wanted, stop);
        if (_retry.IsHeld && applied is not { Verdict: Verdict.Good })
            return null;

        if (applied is null || _retry.IsDue)
        {
            _turn ??= new ReloadTurn(pipeline);
            if (_turn.Granted.IsCompleted)
            {
                _pace.Use();
                applied = await apply.RunAsync(wanted, stop);
                await EndTurnAsync();
            }
        }
        else
        {
            await EndTurnAsync();
            if (isFirst)
                report.TellAlreadyLive();
        }

        if (applied is not null)
            _retry.Set(applied.Verdict, report.Tell(applied, wanted));
        return applied;
    }

    /// <summary>The newest configuration, with the changes of those that it replaces.</summary>
    private T Newest<T>(ChannelReader<T> configurations, T wanted)
        where T : RenderedConfiguration
    {
        while (configurations.TryRead(out var newer))
        {
            wanted = newer with { Changes = [.. wanted.Changes.Concat(newer.Changes).Take(MostChanges)] };
            _retry.HasNewer = true;
        }

        return wanted;
    }

    /// <summary>Returns when there is something to do, and meanwhile looks after what runs.</summary>
    private async Task WaitAsync<T>(ChannelReader<T> configurations, CancellationToken stop)
    {
        while (true)
        {
            Task? upkeep;
            using (await gate.BeginAsync(stop))
            {
                // After a pause it is over time, so that what was changed by hand in it is found at its end.
                if (time.GetElapsedTime(_looked) >= live.BetweenLooks)
                {
                    _looked = time.GetTimestamp();
                    if (!await live.LookAsync())
                        return;
                }

                (upkeep, var hasNews) = live.Upkeep();
                if (hasNews || (_retry.IsDue && _turn is null))
                    return;
            }

            using var race = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var timer = Task.Delay(Left(), time, race.Token);
            var newer = configurations.WaitToReadAsync(race.Token).AsTask();
            var turn = _retry.IsHeld ? null : _turn?.Granted;
            await Task.WhenAny([newer, timer, .. new[] { turn, upkeep }.OfType<Task>()]);
            await race.CancelAsync();
            stop.ThrowIfCancellationRequested();
            if (newer.IsCompletedSuccessfully || turn is { IsCompleted: true })
                return;
        }
    }

    /// <summary>Until the next look, or the next try.</summary>
    private TimeSpan Left()
    {
        var look = live.BetweenLooks - time.GetElapsedTime(_looked);
        if (look < TimeSpan.Zero)
            look = TimeSpan.Zero;

        // One that is due waits for its turn. Timers count whole milliseconds: a part of one would be no wait at all, again and again.
        return TimeSpan.FromMilliseconds(Math.Ceiling((_retry.Left is { } left && left < look && !_retry.IsDue ? left : look).TotalMilliseconds));
    }

    private async Task EndTurnAsync()
    {
        if (_turn is not { } turn)
            return;

        _turn = null;
        await turn.DisposeAsync();
    }
}
