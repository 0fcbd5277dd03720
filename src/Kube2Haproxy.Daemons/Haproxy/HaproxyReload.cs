using System.Net.Sockets;
using Kube2Haproxy.Daemons.Haproxy.Preflight;
using Kube2Haproxy.Daemons.Processes;

namespace Kube2Haproxy.Daemons.Haproxy;

/// <summary>Reloads HAProxy through the master CLI or the operator's script, and sees how it went.</summary>
internal sealed class HaproxyReload(HaproxyOptions options, ProcessRunner processes, TimeProvider time)
{
    private static readonly TimeSpan LeastLimit = TimeSpan.FromSeconds(10);

    /// <summary>It comes when the new worker is ready, and the master does nothing else before that.</summary>
    private static readonly TimeSpan AnswerIsLate = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(20);

    /// <summary>Somebody else may be reloading.</summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(2);

    private readonly MasterCli _master = new(options.MasterSocket, time);
    private TimeSpan _lastReload;

    /// <summary>How long a master may be away that executes itself again.</summary>
    public TimeSpan Patience => LeastPatience + 2 * _lastReload;

    /// <summary>As <see cref="IDaemon.ReloadAsync"/>.</summary>
    public async Task<Verdict> RunAsync()
    {
        var started = time.GetTimestamp();
        var limit = LeastLimit + 5 * _lastReload;
        using var timeout = new CancellationTokenSource(limit, time);
        try
        {
            var verdict = options.ReloadScript.Length > 0
                ? Verdicts.OfScript("Haproxy:ReloadScript", options.ReloadScript,
                    await processes.RunAsync(options.ReloadScript, [], limit, CancellationToken.None))
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
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout);
        var asked = _master.AskAsync("reload", Patience, end.Token);
        try
        {
            return await VerdictAsync(asked, before, limit, timeout);
        }
        finally
        {
            await end.CancelAsync();
            await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Verdict> VerdictAsync(Task<string> asked, MasterProcesses before, TimeSpan limit, CancellationToken timeout)
    {
        while (true)
        {
            // HAProxy 3.0 waits and answers; 2.6 says nothing, and only its processes tell how it went. So they do where somebody else reloads
            // meanwhile, and the answer is lost.
            await Task.WhenAny(asked, Task.Delay(AnswerIsLate, time, timeout));
            if (asked.IsCompleted && await asked is { Length: > 0 } answer)
            {
                if (answer.Contains("Success=1", StringComparison.Ordinal))
                    return new Verdict.Good();

                if (answer.Contains("Success=0", StringComparison.Ordinal))
                    return new Verdict.Failed($"HAProxy could not load it and serves on with the last one: {Complaint.Of(answer)}.{BindHint()}");
            }

            // It obeys by executing itself again: that nobody listens now is no sign that it has gone.
            var now = await ProcessesAsync(limit, timeout);
            if (now.MasterPid != before.MasterPid || now.Reloads > before.Reloads)
            {
                if (now.FailedReloads > 0)
                    return new Verdict.Failed($"HAProxy could not load it and serves on with the last one; its own log says why.{BindHint()}");

                if (now.Workers > 0)
                    return new Verdict.Good();
            }

            await Task.Delay(BetweenQuestions, time, timeout);
        }
    }

    private async Task<MasterProcesses> ProcessesAsync(TimeSpan patience, CancellationToken timeout)
    {
        while (true)
        {
            if (MasterProcesses.Parse(await _master.AskAsync("show proc", patience, timeout)) is { } processes)
                return processes;

            await Task.Delay(BetweenQuestions, time, timeout);
        }
    }

    /// <summary>What fails most often where it could not be tried before.</summary>
    private static string BindHint() => NonlocalBind.IsOff(AddressFamily.InterNetwork)
        ? $" Mind that the sysctl {NonlocalBind.Name(AddressFamily.InterNetwork)} is 0: addresses that are not on this node now cannot be bound; set it to 1."
        : "";

    private Verdict Unreachable(SocketException error) => error.SocketErrorCode switch
    {
        SocketError.AccessDenied => new Verdict.Failed(
            $"The master CLI's socket {options.MasterSocket} (Haproxy:MasterSocket) refuses this user. Start HAProxy with " +
            $"-S {options.MasterSocket},mode,660,group,haproxy and put this user into that group."),
        _ => new Verdict.NotRunning(
            $"HAProxy does not answer at {options.MasterSocket} (Haproxy:MasterSocket): " +
            (File.Exists(options.MasterSocket) ? "nobody listens there" : "there is no such socket") +
            $". Start it in master-worker mode with that socket (haproxy -W -S {options.MasterSocket} …, systemctl start haproxy); it " +
            "then reads its file."),
    };

    private Verdict.Failed NoAnswer(TimeSpan limit) =>
        new($"HAProxy's master CLI at {options.MasterSocket} gave no answer within {limit.TotalSeconds:0} s.");
}
