using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Core.Wording;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.Daemons.Pacing;
using Kube2Haproxy.Daemons.Quarantine;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Daemons;

/// <summary>Tells how applying went, in log, status and metrics, and says when to try again.</summary>
internal sealed class ApplyReport(
    IDaemon daemon, ConfigurationFile file, Published<DaemonStatus> status, DaemonMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly BackOff _backOff = new();
    private bool _hasEnded;
    private TimeSpan? _waitAfterEnd;
    private IReadOnlyList<Fragment>? _digested;
    private Lazy<long> _digest = DaemonStatus.Starting.Digest;

    /// <summary>The time after which to try again; null where nothing is left to do.</summary>
    public TimeSpan? Tell(Applied applied, RenderedConfiguration wanted)
    {
        switch (applied.Verdict)
        {
            case Verdict.Good:
                Succeed(applied, wanted);
                return applied.RetryIn;
            case Verdict.Refused refused:
                Fail(refused.Complaint, () => logger.Refused(daemon.Name, file.CandidatePath, refused.Complaint));
                return applied.RetryIn ?? RefusedTexts.Hold;
            case Verdict.NotRunning not:
                Fail(not.Why, () => logger.NotRunning(daemon.Name, not.Why));
                return _backOff.Next();
            case Verdict.Failed failed:
                Fail(failed.Why, () => logger.Failed(daemon.Name, failed.Why));
                return applied.RetryIn ?? (failed.HasEnded ? WaitAfterEnd() : _backOff.Next());
            default:
                throw new InvalidOperationException($"Unknown verdict {applied.Verdict}.");
        }
    }

    /// <summary>One that has ended may have been ended by somebody else, as by a restart by hand, but hardly twice.</summary>
    private TimeSpan WaitAfterEnd()
    {
        if (_hasEnded)
            return (_waitAfterEnd = LoadHold.Longer(_waitAfterEnd)).Value;

        _hasEnded = true;
        return _backOff.Next();
    }

    /// <summary>An earlier process has brought the daemon to it.</summary>
    public void TellAlreadyLive() => logger.AlreadyLive(daemon.Name);

    private void Succeed(Applied applied, RenderedConfiguration wanted)
    {
        var now = time.GetUtcNow();
        foreach (var change in wanted.Changes)
            metrics.Programmed(daemon.Name, now > change ? now - change : TimeSpan.Zero);

        _backOff.Reset();
        (_hasEnded, _waitAfterEnd) = (false, null);
        var last = status.Value;
        var refused = applied.RefusedTemplate is { } complaint ? $"The newest template is refused; the last good one stays in force. {complaint}" : null;
        var fault = refused is null || applied.Fault is null ? refused ?? applied.Fault : $"{refused} {applied.Fault}";
        if (refused is not null && fault != last.Fault)
            logger.TemplateRefused(daemon.Name, file.CandidatePath, refused);
        if (applied.Fault is { } around && fault != last.Fault)
            logger.RunsInVain(daemon.Name, around);

        status.Value = new DaemonStatus(
            Applied: true, refused is null ? now : last.LastSuccess, fault, fault is null ? null : last.FaultSince ?? now)
        {
            Digest = Digest(applied.Running),
            Quarantined = Quarantined(applied, last.Quarantined, now),
        };
        TellQuarantined(last.Quarantined, status.Value.Quarantined);
    }

    /// <summary>Made when somebody asks.</summary>
    private Lazy<long> Digest(IReadOnlyList<Fragment> running)
    {
        if (!ReferenceEquals(_digested, running))
            (_digested, _digest) = (running, new Lazy<long>(() => AppliedDigest.Of(daemon.Common(running))));
        return _digest;
    }

    private static IReadOnlyList<QuarantinedService> Quarantined(Applied applied, IReadOnlyList<QuarantinedService> last, DateTimeOffset now)
    {
        var since = last.ToDictionary(static one => one.Service, static one => one.Since);
        return
        [
            .. applied.Quarantined.Select(one => new QuarantinedService(
                one.Service, one.IsServed, one.Complaint, since.GetValueOrDefault(one.Service, now))),
        ];
    }

    /// <summary>What is new, in few lines: what stays as it is was told before.</summary>
    private void TellQuarantined(IReadOnlyList<QuarantinedService> last, IReadOnlyList<QuarantinedService> now)
    {
        var news = now.Except(last).ToLookup(static one => one.IsServed);
        Few.Tell(
            news[true], one => logger.KeptAtLastGood(daemon.Name, one.Service, one.Complaint), static one => $"{one.Service}",
            (count, first) => logger.OthersKeptAtLastGood(daemon.Name, count, first));
        Few.Tell(
            news[false], one => logger.LeftOut(daemon.Name, one.Service, one.Complaint), static one => $"{one.Service}",
            (count, first) => logger.OthersLeftOut(daemon.Name, count, first));
        Few.Tell(
            last.Select(static one => one.Service).Except(now.Select(static one => one.Service)),
            service => logger.Released(daemon.Name, service), static service => $"{service}",
            (count, first) => logger.OthersReleased(daemon.Name, count, first));
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
