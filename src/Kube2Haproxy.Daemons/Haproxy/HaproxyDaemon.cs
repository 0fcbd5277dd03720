using System.Net.Sockets;
using Kube2Haproxy.Daemons.Haproxy.Preflight;
using Kube2Haproxy.Daemons.Processes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Daemons.Haproxy;

/// <summary>Validates with <c>haproxy -c</c> and what that does not see, reloads through the master CLI or the operator's script.</summary>
internal sealed class HaproxyDaemon(
    IOptions<HaproxyOptions> settings, ProcessRunner processes, TimeProvider time, ILogger<HaproxyDaemon> logger) : IDaemon
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeastReloadLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>Somebody else may be reloading.</summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(2);

    private readonly MasterCli _master = new(settings.Value.MasterSocket, time);
    private readonly HaproxyValidation _validation = new(settings.Value.Binary, processes);
    private readonly PreflightCheck _preflight = new(settings.Value, new(settings.Value.MasterSocket, time), time, logger);
    private readonly HaproxyOptions _options = settings.Value;
    private TimeSpan _lastReload;

    public string Name => "haproxy";

    private TimeSpan Patience => LeastPatience + 2 * _lastReload;

    private bool HasScript => _options.ReloadScript.Length > 0;

    public async Task<Verdict> FindAsync(CancellationToken cancellationToken)
    {
        // Only the operator's script knows how to reach HAProxy then.
        if (HasScript)
            return new Verdict.Good();

        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _master.AskAsync("show proc", Patience, both.Token);
            return new Verdict.Good();
        }
        catch (SocketException error)
        {
            return Unreachable(error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NoAnswer(AnswerLimit);
        }
    }

    public async Task<Verdict> ValidateAsync(string candidatePath, CancellationToken cancellationToken) =>
        await _validation.JudgeAsync(candidatePath, cancellationToken) is var verdict and not Verdict.Good
            ? verdict
            : await _preflight.JudgeAsync(candidatePath, cancellationToken);

    public async Task<Verdict> ReloadAsync()
    {
        var started = time.GetTimestamp();
        var limit = LeastReloadLimit + 5 * _lastReload;
        using var timeout = new CancellationTokenSource(limit, time);
        try
        {
            var verdict = HasScript
                ? Verdicts.OfScript("Haproxy:ReloadScript", _options.ReloadScript,
                    await processes.RunAsync(_options.ReloadScript, [], limit, CancellationToken.None))
                : await ReloadByMasterAsync(limit, timeout.Token);
            if (verdict is Verdict.Good)
                _lastReload = time.GetElapsedTime(started);

            return verdict;
        }
        catch (SocketException error)
        {
            return Unreachable(error);
        }
        catch (OperationCanceledException)
        {
            return NoAnswer(limit);
        }
    }

    private async Task<Verdict> ReloadByMasterAsync(TimeSpan limit, CancellationToken timeout)
    {
        var before = await ProcessesAsync(Patience, timeout);
        var answer = await _master.AskAsync("reload", Patience, timeout);

        // HAProxy 3.0 waits and answers; 2.6 says nothing, and only its processes tell how it went.
        if (answer.Contains("Success=1", StringComparison.Ordinal))
            return new Verdict.Good();

        if (answer.Contains("Success=0", StringComparison.Ordinal))
            return new Verdict.Failed($"HAProxy could not load it and serves on with the last one: {Complaint.Of(answer)}.{BindHint()}");

        while (true)
        {
            // It obeys by executing itself again: that nobody listens now is no sign that it has gone.
            var now = await ProcessesAsync(limit, timeout);
            if (now.MasterPid != before.MasterPid || now.Reloads > before.Reloads)
            {
                if (now.FailedReloads > 0)
                    return new Verdict.Failed($"HAProxy could not load it and serves on with the last one; its own log says why.{BindHint()}");

                if (now.Workers > 0)
                    return new Verdict.Good();
            }

            await Task.Delay(BetweenLooks, time, timeout);
        }
    }

    private async Task<MasterProcesses> ProcessesAsync(TimeSpan patience, CancellationToken timeout)
    {
        while (true)
        {
            if (MasterProcesses.Parse(await _master.AskAsync("show proc", patience, timeout)) is { } processes)
                return processes;

            await Task.Delay(BetweenLooks, time, timeout);
        }
    }

    /// <summary>What fails most often where it could not be tried before.</summary>
    private static string BindHint() => NonlocalBind.IsOff(AddressFamily.InterNetwork)
        ? $" Mind that the sysctl {NonlocalBind.Name(AddressFamily.InterNetwork)} is 0: addresses that are not on this node now cannot be bound; set it to 1."
        : "";

    private Verdict Unreachable(SocketException error) => error.SocketErrorCode switch
    {
        SocketError.AccessDenied => new Verdict.Failed(
            $"The master CLI's socket {_options.MasterSocket} (Haproxy:MasterSocket) refuses this user. Start HAProxy with " +
            $"-S {_options.MasterSocket},mode,660,group,haproxy and put this user into that group."),
        _ => new Verdict.NotRunning(
            $"HAProxy does not answer at {_options.MasterSocket} (Haproxy:MasterSocket): " +
            (File.Exists(_options.MasterSocket) ? "nobody listens there" : "there is no such socket") +
            $". Start it in master-worker mode with that socket (haproxy -W -S {_options.MasterSocket} …, systemctl start haproxy); it " +
            "then reads its file."),
    };

    private Verdict.Failed NoAnswer(TimeSpan limit) =>
        new($"HAProxy's master CLI at {_options.MasterSocket} gave no answer within {limit.TotalSeconds:0} s.");
}
