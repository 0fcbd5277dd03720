using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.Daemons.Quarantine;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Daemons;

/// <summary>
/// The daemon's file: it follows what runs, is judged where commands were faster than that, and the last good one is kept. All of it beside
/// applying, one thing at a time.
/// </summary>
/// <remarks>What a restart of the daemon reads in between is older by a moment; what it lacks is brought to it again.</remarks>
internal sealed class LiveFile(
    IDaemon daemon, ConfigurationFile file, DaemonMetrics metrics, IPauseGate gate, TimeProvider time, ILogger logger)
{
    /// <summary>A file of 3 MB takes some 10 ms until it is durable.</summary>
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(1);

    /// <summary>Judging takes a core for up to some seconds.</summary>
    private static readonly TimeSpan BetweenJudgements = TimeSpan.FromSeconds(10);

    /// <summary>And not more than a tenth of one where it takes long.</summary>
    private const int LeastRest = 10;

    private IReadOnlyList<Fragment>? _written;
    private IReadOnlyList<Fragment>? _judged;
    private IReadOnlyList<Fragment>? _kept;

    /// <summary>What was read: which part of it is which Service's is not known, so that it is of no use as last good one.</summary>
    private IReadOnlyList<Fragment>? _found;
    private bool _isFoundKept;
    private LastGood? _lastGood;
    private FileStamp? _stamp;
    private long? _writtenAt;
    private long? _judgedAt;
    private long? _failedAt;
    private TimeSpan _judging;
    private Task<Action>? _work;

    /// <summary>What its own program has judged last and it ran then, perhaps by an earlier process.</summary>
    public LastGood LastGood => _lastGood ??= file.ReadLastGood();

    /// <summary>Why it cannot be written or judged; null where it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>Somebody else's text was replaced since a reload was last seen to succeed: whoever started before has read that.</summary>
    public bool WasOther { get; set; }

    /// <summary>It was refused after commands had made the daemon run what it says. The last good one is in its place until a draft is taken.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>What it holds; null where there is none.</summary>
    public (IReadOnlyList<Fragment> Text, DateTimeOffset Written)? Read()
    {
        if (file.Read() is not { } text || file.Stamp() is not { } stamp)
            return null;

        _stamp = stamp;
        _written = [new Fragment(null, text)];

        (_found, _isFoundKept) = (_written, text == file.ReadLastGoodText());
        return (_written, stamp.Written);
    }

    /// <summary>Whether it is what was read last.</summary>
    public bool IsFound(IReadOnlyList<Fragment>? text) => text is not null && ReferenceEquals(_found, text);

    /// <summary>What was read last, with its Services.</summary>
    public void Know(IReadOnlyList<Fragment> text)
    {
        _written = IsFound(_written) ? text : _written;
        if (_isFoundKept)
            (_judged, _kept) = (text, text);
    }

    /// <summary>What an earlier process has seen it run; null where nothing is known.</summary>
    public IReadOnlyList<Fragment>? ReadKnown() => file.ReadLastGoodText() is { } text ? [new Fragment(null, text)] : null;

    /// <summary>Puts the candidate in its place. Nothing may be under way.</summary>
    /// <param name="text">What the candidate holds.</param>
    public void AcceptCandidate(IReadOnlyList<Fragment> text)
    {
        file.AcceptCandidate();
        Written(text);
    }

    /// <summary>Puts the last good one in its place: what it holds then runs, or ran.</summary>
    public void RestoreLastGood()
    {
        _judged = null;
        file.RestoreLastGood();
        Written(null);
    }

    /// <summary>The daemon's own program takes this text, which it runs.</summary>
    public void Judged(IReadOnlyList<Fragment> text) => (_judged, _lastGood, IsRefused) = (text, new LastGood(text), false);

    /// <summary>Whether somebody else has changed it since it was written or read last, and nothing is under way.</summary>
    public bool IsOther => _stamp is not null && file.Stamp() != _stamp;

    /// <summary>Whether somebody else has changed it: then it is written again.</summary>
    public bool Look()
    {
        Harvest();
        if (_work is not null || _written is null || !IsOther)
            return false;

        logger.FileChanged(daemon.Name, file.Path);

        // Not with its stamp: while that text is there it can be read, and when it is replaced, that is to be remembered.
        (_written, _writtenAt) = (null, time.GetTimestamp());
        return true;
    }

    /// <summary>Begins what is to be done next.</summary>
    /// <param name="running">What the daemon is known to run; null where nobody knows.</param>
    /// <returns>Completes when something was done; null where nothing is under way.</returns>
    public Task? Follow(IReadOnlyList<Fragment>? running)
    {
        Harvest();
        _work ??= running is null || IsRefused ? null : Next(running);
        return _work;
    }

    /// <summary>Waits until nothing is under way.</summary>
    public async Task EndAsync()
    {
        if (_work is not { } work)
            return;

        _work = null;
        (await work)();
    }

    /// <summary>Writes what is to be written, and keeps what is to be kept, without a wait.</summary>
    public async Task FinishAsync(IReadOnlyList<Fragment>? running)
    {
        await EndAsync();
        if (running is null || IsRefused)
            return;

        if (!ReferenceEquals(_written, running) && Write(running) is { } writing)
            (await writing)();
        await KeepAsync(running);
    }

    /// <summary>Before it is replaced: what is to be kept of what runs is kept.</summary>
    /// <param name="running">Null where nobody knows.</param>
    public async Task KeepAsync(IReadOnlyList<Fragment>? running)
    {
        await EndAsync();
        if (running is not null && ReferenceEquals(_judged, running) && !ReferenceEquals(_kept, running) && Keep(running) is { } keeping)
            (await keeping)();
    }

    private void Harvest()
    {
        if (_work is not { IsCompleted: true } done)
            return;

        _work = null;
        done.GetAwaiter().GetResult()();
    }

    private Task<Action>? Next(IReadOnlyList<Fragment> running)
    {
        if (!IsOver(_failedAt, BetweenWrites))
            return null;

        if (!ReferenceEquals(_written, running))
            return IsOver(_writtenAt, BetweenWrites) ? Write(running) : null;

        if (IsFound(running))
            return null;

        if (!ReferenceEquals(_judged, running))
        {
            var rest = BetweenJudgements > LeastRest * _judging ? BetweenJudgements : LeastRest * _judging;
            return IsOver(_judgedAt, rest) ? Judge(running) : null;
        }

        return ReferenceEquals(_kept, running) ? null : Keep(running);
    }

    private Task<Action>? Write(IReadOnlyList<Fragment> running)
    {
        // Also before a look has seen it.
        WasOther |= IsOther;
        return Begin(() =>
        {
            file.Replace(running);
            return Task.FromResult(() =>
            {
                Fault = null;
                Written(running);
            });
        });
    }

    private Task<Action>? Keep(IReadOnlyList<Fragment> running) => Begin(() =>
    {
        var text = string.Concat(running.Select(static fragment => fragment.Text));
        file.KeepAsLastGood(text, new LastGood(running).Map(text));
        return Task.FromResult(() => { (_kept, Fault) = (running, null); });
    });

    /// <summary>The file itself, which nobody writes meanwhile.</summary>
    private Task<Action>? Judge(IReadOnlyList<Fragment> running) => Begin(async () =>
    {
        var started = time.GetTimestamp();
        var verdict = await daemon.ValidateAsync(file.Path, CancellationToken.None);
        metrics.Validated(daemon.Name, verdict);
        if (verdict is Verdict.Refused refused)
        {
            logger.RefusedAfterwards(daemon.Name, refused.Complaint);
            file.RestoreLastGood();
        }

        return () =>
        {
            (_judgedAt, _judging) = (time.GetTimestamp(), time.GetElapsedTime(started));
            Fault = (verdict as Verdict.Failed)?.Why;
            if (verdict is Verdict.Good)
                Judged(running);
            else if (IsRefused = verdict is Verdict.Refused)
                Written(null);
        };
    });

    /// <summary>Null in a pause. What it gives is to be done by the caller of this object, when the work has ended.</summary>
    private Task<Action>? Begin(Func<Task<Action>> work)
    {
        if (gate.TryBegin() is not { } begun)
            return null;

        return Task.Run(async () =>
        {
            using (begun)
            {
                try
                {
                    return await work();
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    return () => (Fault, _failedAt) = (file.CannotBeReplaced(error), time.GetTimestamp());
                }
            }
        });
    }

    private void Written(IReadOnlyList<Fragment>? text) => (_written, _writtenAt, _stamp) = (text, time.GetTimestamp(), file.Stamp());

    private bool IsOver(long? at, TimeSpan wait) => at is not { } then || time.GetElapsedTime(then) >= wait;
}
