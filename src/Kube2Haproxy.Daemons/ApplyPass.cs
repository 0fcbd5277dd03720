using System.Collections.Frozen;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.Daemons.Quarantine;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Daemons;

/// <summary>
/// One try to bring the daemon to a configuration: by commands where they are enough; else validate, with the Services that are refused
/// lowered until the rest is taken; replace the file; reload.
/// </summary>
internal sealed class ApplyPass(
    IDaemon daemon, ConfigurationFile file, LiveConfiguration live, DaemonMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly RefusedTexts _refused = new(time);
    private readonly UnloadableTexts _unloadable = new(time);
    private IReadOnlySet<NamespacedName> _held = FrozenSet<NamespacedName>.Empty;

    /// <summary>Brings the daemon to it by what needs no reload.</summary>
    /// <returns>What there is to say of it where the daemon runs it then, as far as it can. Null where it is to be judged and reloaded.</returns>
    public async Task<Applied?> FindAsync(RenderedConfiguration wanted, TemplateStanding standing, CancellationToken stop)
    {
        var draft = Draft(wanted, standing);
        if (Trial(standing, stop).IsTemplateAtFault(draft))
            return null;

        // What a new template gives is judged before anybody sees it.
        var isLive = standing == TemplateStanding.Taken ? await live.BringAsync(draft, stop) : await live.IsAsync(draft, stop);
        return isLive && !live.IsRefused ? Good(draft) : null;
    }

    /// <summary>Applies it. A reload that has begun is waited for.</summary>
    /// <param name="wanted">What is to run.</param>
    /// <param name="standing">Of its template.</param>
    /// <param name="stop">Ends the validation.</param>
    /// <exception cref="IOException">The file cannot be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not replace it.</exception>
    public async Task<Applied> RunAsync(RenderedConfiguration wanted, TemplateStanding standing, CancellationToken stop)
    {
        await live.EndUpkeepAsync();
        _refused.Forget();
        var draft = Draft(wanted, standing);
        // A new template changes all of them, and is not what the search is for.
        if (standing != TemplateStanding.Replacing)
            _unloadable.Limit(draft);
        var started = time.GetTimestamp();
        var trial = Trial(standing, stop);
        var valid = await trial.RunAsync(draft);
        if (valid is Verdict.Good || trial.IsUnfinished)
            _refused.Keep(draft, draft.HasWaiting || trial.IsUnfinished);
        else if (valid is Verdict.Refused)
            _refused.EndSearch();
        if (valid is Verdict.Good)
        {
            if (await live.BringAsync(draft, stop))
                live.Judged(draft);
            else
                valid = await ReloadAsync(draft, wanted, standing, started);
            if (valid is Verdict.Good)
                _unloadable.Loaded(draft);
        }

        // What was refused stays on disk, so that the lines that the complaints name can be looked up.
        if (valid is Verdict.Refused || Next is not null)
            file.WriteCandidate(wanted.Text);

        return valid is Verdict.Good ? Good(draft) : new Applied(valid) { RetryIn = trial.IsUnfinished ? TimeSpan.Zero : null };
    }

    /// <summary>Until what is held back is to be tried again; null where nothing is.</summary>
    private TimeSpan? Next => new[] { _refused.Next, _unloadable.Next }.Min();

    /// <summary>With all that is held back.</summary>
    private Draft Draft(RenderedConfiguration wanted, TemplateStanding standing)
    {
        var draft = new Draft(wanted, live.LastGood);
        _refused.Apply(draft);
        _unloadable.Apply(draft, standing == TemplateStanding.Replacing && wanted.Fallback is { } last ? new Draft(last, live.LastGood) : null);
        return draft;
    }

    private Trial Trial(TemplateStanding standing, CancellationToken stop) => new(draft => JudgeAsync(draft, stop), standing, _held);

    private async Task<Verdict> JudgeAsync(Draft draft, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(draft.Text))
            return new Verdict.Refused("The template gives an empty file.") { IsIdle = true };

        file.WriteCandidate(draft.Text);
        var verdict = await daemon.ValidateAsync(file.CandidatePath, stop);
        metrics.Validated(daemon.Name, verdict);
        return verdict;
    }

    private async Task<Verdict> ReloadAsync(Draft draft, RenderedConfiguration wanted, TemplateStanding standing, long started)
    {
        var (need, validated) = (live.Need, time.GetTimestamp());
        var reloaded = await live.ReloadAsync(draft);
        metrics.Reloaded(daemon.Name, need.Reason, reloaded);
        if (reloaded is Verdict.Good)
        {
            logger.Reloaded(
                daemon.Name, wanted.Changes.Count, time.GetElapsedTime(started, validated).TotalMilliseconds,
                time.GetElapsedTime(validated).TotalMilliseconds, Oldest(wanted).TotalMilliseconds, need.Words);
        }
        else if (reloaded is Verdict.Failed { IsOfFile: true, Alerts: { } alerts } failed && standing != TemplateStanding.Replacing)
        {
            _unloadable.Failed(draft, failed, alerts);
        }

        return reloaded;
    }

    private TimeSpan Oldest(RenderedConfiguration wanted) =>
        wanted.Changes.Count == 0 ? TimeSpan.Zero : time.GetUtcNow() - wanted.Changes.Min();

    private Applied Good(Draft draft)
    {
        _held = draft.Quarantined.Select(static one => one.Service).ToFrozenSet();
        return new(live.FileFault is { } fault ? new Verdict.Failed(fault) : new Verdict.Good())
        {
            Running = draft.Fragments,
            Quarantined = draft.Quarantined,
            Fault = live.Fault,
            RetryIn = Next,
        };
    }
}
