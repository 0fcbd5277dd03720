using System.Net.Sockets;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Haproxy.Planning;
using Kube2Haproxy.Daemons.Haproxy.Preflight;
using Kube2Haproxy.Daemons.Haproxy.Runtime;
using Kube2Haproxy.Daemons.Processes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Daemons.Haproxy;

/// <summary>
/// Validates with <c>haproxy -c</c> and what that does not see, changes servers by commands at the stats socket, reloads through the master CLI
/// or the operator's script.
/// </summary>
internal sealed class HaproxyDaemon(
    IOptions<HaproxyOptions> settings, ProcessRunner processes, TimeProvider time, ILogger<HaproxyDaemon> logger) : IDaemon
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    /// <summary>For some hundred commands, which take HAProxy milliseconds; it does nothing else meanwhile, and a reload makes it slow.</summary>
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan BetweenCounts = TimeSpan.FromSeconds(10);

    private readonly MasterCli _master = new(settings.Value.MasterSocket, time);
    private readonly HaproxyWorker _worker = new(
        new RuntimeServers(settings.Value.StatsSocket, CommandLimit, time), new StateSweep(settings.Value.StatsSocket, CommandLimit, time), time);
    private readonly HaproxyValidation _validation = new(settings.Value.Binary, processes);
    private readonly PreflightCheck _preflight = new(settings.Value, new(settings.Value.MasterSocket, time), time, logger);
    private readonly HaproxyReload _reload = new(settings.Value, processes, time);
    private readonly bool _hasScript = settings.Value.ReloadScript.Length > 0;
    private long _counted;

    public string Name => "haproxy";

    public TimeSpan BetweenLooks => _worker.BetweenLooks;

    /// <summary>Servers that are to be deleted when nobody uses them any more.</summary>
    public int WaitingServers => _worker.Waiting;

    /// <summary>Workers of earlier files that finish their connections; null where nobody says.</summary>
    public int? OldWorkers { get; private set; }

    public async Task<LiveStep> FindAsync(Evidence evidence, CancellationToken cancellationToken)
    {
        if (await _worker.FindAsync(evidence, cancellationToken) is { } found)
            return found;

        // Without a stats socket nobody can be asked but the master, and where only the operator's script knows how to reach it, nobody. Whoever
        // has read a file with one answers there.
        return !_hasScript && !await IsThereAsync(_reload.Patience, cancellationToken) ? LiveStep.Lost
            : evidence.IsFileKnown && !evidence.File.Any(HasStatsSocket) ? new LiveStep(evidence.File, null)
            : new LiveStep(null, ReloadNeed.Start);
    }

    public Task<LiveStep> ChangeAsync(IReadOnlyList<Fragment> running, IReadOnlyList<Fragment> wanted) => _worker.ChangeAsync(running, wanted);

    public async Task<LiveStep> LookAsync(IReadOnlyList<Fragment> running, bool isFileChanged)
    {
        if (!_hasScript && time.GetElapsedTime(_counted) >= BetweenCounts)
            await IsThereAsync(TimeSpan.Zero, CancellationToken.None);

        return await _worker.LookAsync(running)
            ?? (isFileChanged ? new LiveStep(null, ReloadNeed.FileChanged)
                : _hasScript || await IsThereAsync(_reload.Patience, CancellationToken.None) ? new LiveStep(running, null)
                : LiveStep.Lost);
    }

    public async Task<Verdict> ValidateAsync(string candidatePath, CancellationToken cancellationToken) =>
        await _validation.JudgeAsync(candidatePath, cancellationToken, IsOnDisk(candidatePath)) is var verdict and not Verdict.Good
            ? verdict
            : await _preflight.JudgeAsync(candidatePath, cancellationToken);

    public async Task<Verdict> ReloadAsync()
    {
        var verdict = await _reload.RunAsync();
        if (verdict is Verdict.Good)
            await _worker.ChangeOverAsync();
        return verdict is Verdict.Failed { IsOfFile: true } failed && _preflight.Suspicion is { } suspicion
            ? failed with { Why = $"{failed.Why} {suspicion}" }
            : verdict;
    }

    /// <summary>It follows what runs, and is judged beside that.</summary>
    private bool IsOnDisk(string path) => path == settings.Value.ConfigFile;

    private bool HasStatsSocket(Fragment fragment)
    {
        foreach (var line in fragment.Text.AsSpan().EnumerateLines())
        {
            if (line.Contains(settings.Value.StatsSocket, StringComparison.Ordinal) && ConfigurationLine.Read(line).Words is ["stats", "socket", ..])
                return true;
        }

        return false;
    }

    /// <summary>Whether its master answers. Counts the old workers, too.</summary>
    private async Task<bool> IsThereAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        _counted = time.GetTimestamp();
        OldWorkers = null;
        try
        {
            var answer = await _master.AskAsync("show proc", patience, both.Token);
            OldWorkers = MasterProcesses.Parse(answer)?.OldWorkers;
            return answer.Length > 0;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
