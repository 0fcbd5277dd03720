using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.Daemons.Pacing;
using Microsoft.Extensions.Logging;
using Polly;

namespace Kube2Haproxy.Daemons;

/// <summary>
/// Brings one daemon to the newest configuration: validate, replace the file, reload; no sooner than its pace allows; what fails is
/// tried again with the newest state. The live configuration is never lost: it stays until the daemon has taken the next one.
/// </summary>
internal sealed class ApplyLoop(
    IDaemon daemon, ConfigurationFile file, TimeSpan interval, Published<DaemonStatus> status, DaemonMetrics metrics,
    TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>Before a refused text is judged again: a certificate that it names may have come meanwhile.</summary>
    private static readonly TimeSpan RefusalHolds = TimeSpan.FromMinutes(1);

    private readonly BackOff _backOff = new();
    private readonly ReloadPace _pace = new(interval, time);

    /// <summary>What the daemon is known to run; null while nobody knows.</summary>
    private string? _live;

    /// <summary>Runs until it is stopped; a reload that has begun is waited for.</summary>
    public async Task RunAsync<T>(ChannelReader<T> configurations, CancellationToken stop)
        where T : RenderedConfiguration
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddRateLimiter(_pace).Build();
        var wanted = await configurations.ReadAsync(stop);
        var reason = "start";
        await LookAtLiveAsync(wanted, stop);
        while (true)
        {
            TimeSpan? retryIn = null;
            if (IsLive(wanted))
            {
                Succeed(wanted);
            }
            else
            {
                await pipeline.ExecuteAsync(
                    async _ =>
                    {
                        wanted = Newest(configurations, wanted);
                        retryIn = await ApplyAsync(wanted, reason, stop);
                    },
                    stop);
            }

            reason = await IsNewerThereAsync(configurations, retryIn, stop) ? "change" : "retry";
            wanted = Newest(configurations, retryIn is null ? wanted with { Changes = [] } : wanted);
        }
    }

    public void Dispose() => _pace.Dispose();

    /// <summary>After a restart of this program alone, nothing need be done; after a crash between two steps, the reload is.</summary>
    private async Task LookAtLiveAsync(RenderedConfiguration wanted, CancellationToken stop)
    {
        if (IsOnDisk(wanted) && file.HoldsAsLastGood(wanted.Text) && await daemon.FindAsync(stop) is Verdict.Good)
        {
            _live = wanted.Text;
            logger.AlreadyLive(daemon.Name);
        }
    }

    private bool IsLive(RenderedConfiguration wanted) => wanted.Text == _live && IsOnDisk(wanted);

    /// <summary>What runs must also be what a restart would read.</summary>
    private bool IsOnDisk(RenderedConfiguration wanted)
    {
        try
        {
            return file.Holds(wanted.Text);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Replacing it needs no right to read it; if that fails too, applying says so.
            return false;
        }
    }

    /// <summary>The newest configuration, with the changes of those that it replaces.</summary>
    private static T Newest<T>(ChannelReader<T> configurations, T wanted)
        where T : RenderedConfiguration
    {
        while (configurations.TryRead(out var newer))
            wanted = newer with { Changes = [.. wanted.Changes, .. newer.Changes] };

        return wanted;
    }

    /// <summary>Waits for a newer configuration (true), or for the time to try again (false).</summary>
    private async Task<bool> IsNewerThereAsync<T>(ChannelReader<T> configurations, TimeSpan? retryIn, CancellationToken stop)
    {
        using var race = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var newer = configurations.WaitToReadAsync(race.Token).AsTask();
        await (retryIn is { } wait ? await Task.WhenAny(newer, Task.Delay(wait, time, race.Token)) : newer);
        await race.CancelAsync();
        return newer.IsCompletedSuccessfully;
    }

    /// <summary>Null when the daemon runs it, else the time after which to try again.</summary>
    private async Task<TimeSpan?> ApplyAsync(RenderedConfiguration wanted, string reason, CancellationToken stop)
    {
        // The state may have gone back while this waited for its turn.
        if (IsLive(wanted))
        {
            Succeed(wanted);
            return null;
        }

        Verdict verdict;
        try
        {
            verdict = await TryAsync(wanted, reason, stop);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            verdict = new Verdict.Failed(
                $"{file.Path} cannot be replaced: {error.Message.TrimEnd('.')}. This user must be able to write in its directory, and " +
                "the disk must have room.");
        }

        switch (verdict)
        {
            case Verdict.Good:
                Succeed(wanted);
                return null;
            case Verdict.Refused refused:
                Fail(refused.Complaint, () => logger.Refused(daemon.Name, file.CandidatePath, refused.Complaint));
                return RefusalHolds;
            case Verdict.NotRunning not:
                Fail(not.Why, () => logger.NotRunning(daemon.Name, not.Why));
                return _backOff.Next();
            case Verdict.Failed failed:
                Fail(failed.Why, () => logger.Failed(daemon.Name, failed.Why));
                return _backOff.Next();
            default:
                throw new InvalidOperationException($"Unknown verdict {verdict}.");
        }
    }

    private async Task<Verdict> TryAsync(RenderedConfiguration wanted, string reason, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(wanted.Text))
            return new Verdict.Refused("The template gives an empty file.");

        var started = time.GetTimestamp();
        file.WriteCandidate(wanted.Text);
        var valid = await daemon.ValidateAsync(file.CandidatePath, stop);
        metrics.Validated(daemon.Name, valid);
        if (valid is not Verdict.Good)
            return valid;

        file.AcceptCandidate();
        var validated = time.GetTimestamp();

        // A reload that is not seen to succeed may have succeeded all the same: until one is, nobody knows what runs.
        _live = null;
        var reloaded = await daemon.ReloadAsync();
        metrics.Reloaded(daemon.Name, reason, reloaded);
        switch (reloaded)
        {
            case Verdict.Good:
                _live = wanted.Text;
                file.KeepAsLastGood(wanted.Text);
                logger.Reloaded(
                    daemon.Name, reason, wanted.Changes.Count, time.GetElapsedTime(started, validated).TotalMilliseconds,
                    time.GetElapsedTime(validated).TotalMilliseconds, Oldest(wanted).TotalMilliseconds);
                break;
            case Verdict.NotRunning:
                // The new file stays: it is valid, and what the daemon reads when it starts.
                break;
            default:
                file.RestoreLastGood();
                break;
        }

        return reloaded;
    }

    private TimeSpan Oldest(RenderedConfiguration wanted) =>
        wanted.Changes.Count == 0 ? TimeSpan.Zero : time.GetUtcNow() - wanted.Changes.Min();

    private void Succeed(RenderedConfiguration wanted)
    {
        var now = time.GetUtcNow();
        foreach (var change in wanted.Changes)
            metrics.Programmed(daemon.Name, now > change ? now - change : TimeSpan.Zero);

        _backOff.Reset();
        status.Value = new DaemonStatus(Applied: true, LastSuccess: now, Fault: null, FaultSince: null);
    }

    /// <summary>The same fault again is told once: the log must not drown what happened first.</summary>
    private void Fail(string fault, Action tell)
    {
        var last = status.Value;
        if (fault == last.Fault)
            logger.StillFailing(daemon.Name, fault);
        else
            tell();

        status.Value = last with { Fault = fault, FaultSince = last.FaultSince ?? time.GetUtcNow() };
    }
}
