using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Quarantine;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Daemons;

/// <summary>What the daemon runs, and its file, which follows it.</summary>
internal sealed class LiveConfiguration(IDaemon daemon, LiveFile file, DaemonMetrics metrics, ILogger logger)
{
    /// <summary>What the daemon is known to run; null while nobody knows.</summary>
    private IReadOnlyList<Fragment>? _running;

    /// <summary>What it was last known to run, where it is known which part of it is which Service's.</summary>
    private LastGood? _seen;

    /// <summary>What it was known to run before it was lost out of sight.</summary>
    private IReadOnlyList<Fragment>? _known;

    /// <summary>A reload since then may have succeeded all the same.</summary>
    private bool _hasFailed;

    private (string? FileFault, bool IsRefused, string? Fault) _told;

    /// <summary>Only a reload tells what it runs.</summary>
    private bool _mustReload;

    /// <summary>
    /// What it was last seen to run, where its own program has not refused that; then what that has judged to be good, perhaps in an earlier process.
    /// </summary>
    public IReadOnlyList<LastGood> LastGood => _seen is null || IsRefused ? [file.LastGood] : [_seen, file.LastGood];

    /// <summary>Why it was last found to need a reload.</summary>
    public ReloadNeed Need { get; private set; } = ReloadNeed.Start;

    /// <summary>What is wrong with the file, though the daemon is as it must be; null where nothing is.</summary>
    public string? FileFault => file.Fault;

    /// <summary>As <see cref="IDaemon.Fault"/>.</summary>
    public string? Fault => daemon.Fault;

    /// <summary>The daemon's own program refuses what it was brought to by commands.</summary>
    public bool IsRefused => file.IsRefused;

    /// <summary>Whether it is known to run this text.</summary>
    public async Task<bool> IsAsync(Draft draft, CancellationToken stop)
    {
        await FindAsync(stop);
        return _running is not null && Evidence.IsSame(_running, draft.Fragments);
    }

    /// <summary>Brings it as near to the draft as can be without a reload. Whether it runs all of it then.</summary>
    public async Task<bool> BringAsync(Draft draft, CancellationToken stop)
    {
        await FindAsync(stop);
        if (_running is not { } before || !Take(await daemon.ChangeAsync(before, draft.Fragments)))
            return false;

        if (file.IsFound(before) && ReferenceEquals(_running, before))
        {
            file.Know(draft.Fragments);
            See(draft.Fragments);
        }

        return true;
    }

    /// <summary>As <see cref="IDaemon.BetweenLooks"/>.</summary>
    public TimeSpan BetweenLooks => daemon.BetweenLooks;

    /// <summary>Whether the daemon is still as it was brought, perhaps because it was mended.</summary>
    public async Task<bool> LookAsync()
    {
        var isFileChanged = file.Look();
        return _running is not null && Take(await daemon.LookAsync(_running, isFileChanged));
    }

    /// <summary>Goes on with what can be done beside applying.</summary>
    /// <returns>Completes when something was done, null where nothing is under way; and whether something has come of it that is to be told.</returns>
    public (Task? Work, bool HasNews) Upkeep()
    {
        var (work, before) = (file.Follow(_running), _told);
        _told = (file.Fault, file.IsRefused, daemon.Fault);
        return (work, before != _told);
    }

    /// <summary>Waits until nothing is under way beside applying.</summary>
    public Task EndUpkeepAsync() => file.EndAsync();

    /// <summary>Before the end: what runs is in the file.</summary>
    public Task FinishAsync() => file.FinishAsync(_running);

    /// <summary>The daemon's own program takes this draft, which it runs.</summary>
    public void Judged(Draft draft) => file.Judged(_running ?? draft.Fragments);

    /// <summary>Puts the candidate, which holds the draft's text, in the file's place and makes the daemon read it.</summary>
    public async Task<Verdict> ReloadAsync(Draft draft)
    {
        await file.KeepAsync(_running);
        file.AcceptCandidate(draft.Fragments);

        // A reload that is not seen to succeed may have succeeded all the same: until one is, nobody knows what runs.
        (_known, _running, _hasFailed) = (_running ?? _known, null, true);
        var reloaded = await daemon.ReloadAsync();
        switch (reloaded)
        {
            case Verdict.Good when file.IsOther:
                _mustReload = false;
                return new Verdict.Failed("Somebody else has changed its file while it was loaded, and it may run that.");
            case Verdict.Good:
                (_hasFailed, _mustReload) = (false, false);
                See(draft.Fragments);
                file.Judged(draft.Fragments);
                file.WasOther = false;
                break;
            case Verdict.Failed { IsOfFile: true } when file.IsOther:
                // That says nothing of the draft.
                file.RestoreLastGood();
                return new Verdict.Failed("Somebody else has changed its file while it was loaded, and it could not load that.");
            case Verdict.NotRunning:
                // The new file stays: it is valid, and what the daemon reads when it starts.
                _mustReload = false;
                break;
            default:
                file.RestoreLastGood();
                break;
        }

        return reloaded;
    }

    /// <summary>Looks what runs, where nobody knows it and only asking is needed.</summary>
    private async Task FindAsync(CancellationToken stop)
    {
        if (_running is not null || _mustReload)
            return;

        await file.EndAsync();
        if (file.Read() is var (text, written))
            Take(await daemon.FindAsync(new Evidence(_known ??= file.ReadKnown(), _hasFailed || file.WasOther, text, written), stop));
    }

    private void See(IReadOnlyList<Fragment>? running)
    {
        if (running is not null && !ReferenceEquals(running, _running) && !file.IsFound(running))
            _seen = new LastGood(running);
        _running = running;
    }

    /// <summary>Whether it runs all that was wanted.</summary>
    private bool Take(LiveStep step)
    {
        if (step.Changed is { } changed)
        {
            metrics.Changed(daemon.Name);
            logger.Changed(daemon.Name, changed);
        }

        if (step.Mended is { } mended)
            logger.Mended(daemon.Name, mended);

        if (step.Running is null && _running is not null)
            logger.LostSight(daemon.Name, step.Need?.Words ?? "Somebody has reloaded, restarted or ended it.");

        _known = step.Running ?? _running ?? _known;
        See(step.Running);
        _mustReload = step is { Running: null, Need: not null };
        Need = step.Need ?? Need;
        return step is { Running: not null, Need: null };
    }
}
