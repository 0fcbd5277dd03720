using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Haproxy.Planning;
using Kube2Haproxy.Daemons.Haproxy.Runtime;

namespace Kube2Haproxy.Daemons.Haproxy;

/// <summary>HAProxy's worker as far as commands can change it.</summary>
/// <remarks>
/// Fenced by process ID and start: another one has read the file since, and knows no command that was given before. So it is asked each second who it
/// is, and each command goes to the one that is known.
/// </remarks>
internal sealed class HaproxyWorker(RuntimeServers servers, StateSweep sweep, TimeProvider time)
{
    private static readonly Version Oldest = new(2, 6);
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(10);

    /// <summary>A worker that has been told to leave answers for a moment.</summary>
    private static readonly TimeSpan Leaving = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BetweenDeletions = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BetweenPartialLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>They take a millisecond or two. Each backend that was changed by commands since the last sweep is one, too.</summary>
    private const int SuspectsEachLook = 10;

    /// <summary>Servers that a reload was wanted for because they were not as they must be: where it did not help, another one would not.</summary>
    private readonly HashSet<(string Backend, string Name)> _reloadedFor = [];

    private readonly LookRound _round = new();

    /// <summary>Backends that are to be compared, for something has changed in them.</summary>
    private readonly Queue<string> _suspects = [];

    private Planner? _planner;
    private Version? _version;
    private WorkerIdentity? _worker;
    private WorkerIdentity? _left;
    private long _deleted;
    private long _swept;

    /// <summary>As <see cref="IDaemon.BetweenLooks"/>.</summary>
    public TimeSpan BetweenLooks => _round.IsPartial ? BetweenPartialLooks : BetweenSweeps;

    /// <summary>Servers that are to be deleted when nobody uses them any more.</summary>
    public int Waiting => servers.Waiting;

    /// <summary>
    /// After a reload: meets the new worker, and waits for it where a script has ended before the reload has. The one that was there must not be
    /// taken for it.
    /// </summary>
    public Task ChangeOverAsync()
    {
        (_left, _worker) = (_worker ?? _left, null);
        servers.Hold();
        return MeetAsync(CancellationToken.None);
    }

    /// <summary>As <see cref="IDaemon.FindAsync"/>; null where nobody is at the stats socket.</summary>
    public async Task<LiveStep?> FindAsync(Evidence evidence, CancellationToken cancellationToken)
    {
        var before = _worker;
        switch (await MeetAsync(cancellationToken))
        {
            case RuntimeResult.NotThere:
                return null;
            case RuntimeResult.Done(var worker):
                return Text(worker, before, evidence) is { } text
                    ? await CompareAsync(text, Planner(worker).Backends(text))
                    : new LiveStep(null, ReloadNeed.Start);
            case RuntimeResult.Failure other:
                return Failed(other);
            case var result:
                throw new InvalidOperationException($"Unknown result {result}.");
        }
    }

    /// <summary>What a worker has loaded, but for its servers, which are to be compared; null where nobody knows.</summary>
    private IReadOnlyList<Fragment>? Text(WorkerIdentity worker, WorkerIdentity? before, Evidence evidence)
    {
        if (worker.IsSame(before) && evidence.Known is not null)
            return evidence.Known;

        // It has read this very file, or an earlier one that only differs from it in servers.
        return worker.Started >= evidence.Written
            || (!evidence.MayBeOther && evidence.Known is { } known && Planner(worker).Plan(known, evidence.File) is not Plan.Reload)
            ? evidence.File
            : null;
    }

    /// <summary>As <see cref="IDaemon.ChangeAsync"/>.</summary>
    public async Task<LiveStep> ChangeAsync(IReadOnlyList<Fragment> running, IReadOnlyList<Fragment> wanted)
    {
        if (_worker is null && await MeetAsync(CancellationToken.None) is RuntimeResult.Failure other)
            return other is RuntimeResult.NotThere ? new(running, NoCommands(other.Words)) : Failed(other);

        var planner = Planner();
        switch (planner.Plan(running, wanted))
        {
            case Plan.Nothing:
                return new(running, null);
            case Plan.FileOnly:
                return new(wanted, null);
            case Plan.Runtime when _version < Oldest:
                return new(running, NoCommands($"HAProxy {_version} takes no servers by commands, as {Oldest} does."));
            case Plan.Runtime runtime:
                return await SendAsync(running, wanted, runtime);
            case Plan.Reload reload:
                var need = Need(reload.Reason, reload.Words);
                var part = _version < Oldest ? running : planner.Part(running, wanted);
                var step = planner.Plan(running, part) is Plan.Runtime some ? await SendAsync(running, part, some) : new(running, null);
                return step.Running is null ? step : step with { Need = need };
            case var plan:
                throw new InvalidOperationException($"Unknown plan {plan}.");
        }
    }

    /// <summary>As <see cref="IDaemon.LookAsync"/>; null where nobody has been at the stats socket since the last reload.</summary>
    public async Task<LiveStep?> LookAsync(IReadOnlyList<Fragment> running)
    {
        if (_worker is null && await MeetAsync(CancellationToken.None) is RuntimeResult.Failure other)
            return other is RuntimeResult.NotThere ? null : Failed(other);

        if (servers.Waiting > 0 && time.GetElapsedTime(_deleted) >= BetweenDeletions)
        {
            _deleted = time.GetTimestamp();
            if (await servers.DeleteIdleAsync(_worker) is RuntimeResult.Failure failed)
                return Failed(failed);
        }

        return await CompareAsync(running, [.. _round.Next(Planner(), running).Concat(Suspects(running)).DistinctBy(static one => one.Backend)]);
    }

    /// <summary>Where a look does not see all servers: those in which something has changed since the last sweep.</summary>
    private IReadOnlyList<BackendServers> Suspects(IReadOnlyList<Fragment> running)
    {
        if (!_round.IsPartial || _worker is null)
            return [];

        foreach (var name in sweep.TakeChanged(_worker).Where(name => !_suspects.Contains(name)))
            _suspects.Enqueue(name);

        if (time.GetElapsedTime(_swept) >= BetweenSweeps)
        {
            _swept = time.GetTimestamp();
            sweep.Begin(_worker);
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        while (names.Count < SuspectsEachLook && _suspects.TryDequeue(out var name))
            names.Add(name);
        return names.Count == 0 ? [] : [.. Planner().Backends(running, names)];
    }

    private async Task<LiveStep> SendAsync(IReadOnlyList<Fragment> running, IReadOnlyList<Fragment> wanted, Plan.Runtime plan)
    {
        var result = await servers.ApplyAsync(_worker, plan.Changes, plan.Backends);
        return result is RuntimeResult.Failure failure ? Failed(failure) : new LiveStep(wanted, null) { Changed = Words(plan.Changes) };
    }

    private async Task<LiveStep> CompareAsync(IReadOnlyList<Fragment> running, IReadOnlyList<BackendServers> backends)
    {
        var (result, found) = await servers.CompareAsync(_worker, backends);
        if (result is RuntimeResult.Failure failure)
            return Failed(failure);

        var differences = found.Where(one => !_reloadedFor.Contains((one.Backend, one.Name))).ToList();
        if (differences.Count == 0)
            return new(running, null);

        var wanted = backends.ToDictionary(static backend => backend.Backend, StringComparer.Ordinal);
        var changes = differences
            .Select(difference => difference.Change(wanted[difference.Backend]))
            .OfType<ServerChange>()
            .OrderBy(static change => change switch { ServerChange.Add => 0, ServerChange.Set => 1, _ => 2 })
            .ToList();
        if (changes.Count < differences.Count)
        {
            _reloadedFor.UnionWith(differences.Select(static one => (one.Backend, one.Name)));
            return new(null, Need(ReloadReason.Damaged, $"Somebody has changed servers: {StateDifference.Words(differences)}."));
        }

        var touched = differences.Select(static one => one.Backend).ToHashSet(StringComparer.Ordinal);
        var mended = await servers.ApplyAsync(_worker, changes, [.. backends.Where(backend => touched.Contains(backend.Backend))]);
        return mended is RuntimeResult.Failure broken
            ? Failed(broken)
            : new LiveStep(running, null) { Changed = Words(changes), Mended = StateDifference.Words(differences) };
    }

    /// <summary>Who is there, other than the one that leaves. It is the known one from here on.</summary>
    private async Task<RuntimeResult> MeetAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var result = await servers.IdentifyAsync();
            if (result is RuntimeResult.Done(var worker) && !worker.IsSame(_left))
            {
                _worker = worker;
                _left = null;
                Planner(worker);
                return result;
            }

            if (result is not (RuntimeResult.Done or RuntimeResult.Replaced) || time.GetElapsedTime(started) > Leaving)
                return result is RuntimeResult.Done ? new RuntimeResult.Replaced("The worker that was to be replaced still answers.") : result;

            await Task.Delay(BetweenQuestions, time, cancellationToken);
        }
    }

    private Planner Planner() => _planner ?? throw new InvalidOperationException("No worker has been met.");

    /// <summary>What it remembers of the last text holds for the same version.</summary>
    private Planner Planner(WorkerIdentity worker)
    {
        if (_planner is null || _version != worker.Version)
            (_planner, _version) = (new Planner(worker.Version), worker.Version);
        return _planner;
    }

    private static LiveStep Failed(RuntimeResult.Failure failure) =>
        failure is RuntimeResult.Surprise ? new LiveStep(null, Need(ReloadReason.Surprise, failure.Words)) : LiveStep.Lost;

    private static string Words(IReadOnlyList<ServerChange> changes) =>
        $"servers: {changes.Count(static one => one is ServerChange.Add)} added, {changes.Count(static one => one is ServerChange.Set)} changed, " +
        $"{changes.Count(static one => one is ServerChange.Remove)} removed";

    private static ReloadNeed NoCommands(string words) => Need(ReloadReason.NoCommands, words);

    private static ReloadNeed Need(ReloadReason reason, string words) => new(reason.Label(), words);
}
