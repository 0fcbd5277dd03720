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

    /// <summary>A master that answers has forked its worker, or does so within this time.</summary>
    private static readonly TimeSpan Forking = TimeSpan.FromSeconds(1);

    /// <summary>Somebody else may be reloading.</summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(2);

    private readonly MasterCli _master = new(options.MasterSocket, time);
    private TimeSpan _lastReload;
    private long? _aloneSince;

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
        catch (SocketException error) when (error.SocketErrorCode != SocketError.AccessDenied && !asked.IsFaulted)
        {
            return Ended();
        }
        finally
        {
            await end.CancelAsync();
            await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Verdict> VerdictAsync(Task<string> asked, MasterProcesses before, TimeSpan limit, CancellationToken timeout)
    {
        // Where it can be seen, that it ends is seen at once: whoever starts it again does so soon, and a few times only, and must not find that file.
        var isSeen = IsThere(before);
        _aloneSince = null;
        while (true)
        {
            // HAProxy 3.0 waits and answers; 2.6 says nothing, and only its processes tell how it went. So they do where the answer is lost, as when
            // somebody else reloads meanwhile; and whether the new worker has come through its start no answer says.
            await Task.WhenAny(asked, Task.Delay(AnswerIsLate, time, timeout));
            if (asked.IsCompleted && await asked is var answer && answer.Contains("Success=0", StringComparison.Ordinal))
                return NotLoaded($": {Complaint.Of(answer)}.") with { Alerts = HaproxyAlerts.Read(answer, options.ConfigFile) };

            try
            {
                if (await LookAsync(before, isSeen ? TimeSpan.Zero : limit, timeout) is { } verdict)
                    return verdict;
            }
            catch (SocketException error) when (error.SocketErrorCode != SocketError.AccessDenied && isSeen && IsThere(before))
            {
                // It obeys by executing itself again: that nobody listens now is no sign that it has gone.
            }

            await Task.Delay(BetweenQuestions, time, timeout);
        }
    }

    /// <summary>How it went, as HAProxy's processes tell; null while they do not.</summary>
    private async Task<Verdict?> LookAsync(MasterProcesses before, TimeSpan patience, CancellationToken timeout)
    {
        var now = await ProcessesAsync(patience, timeout);
        if (now.MasterPid == before.MasterPid && now.Reloads <= before.Reloads)
            return null;

        if (now.FailedReloads > 0)
            return NotLoaded("; its own log says why.");

        if (now.Workers == 0)
        {
            // 2.6 may stay like this for good.
            _aloneSince ??= time.GetTimestamp();
            return time.GetElapsedTime(_aloneSince.Value) >= Forking ? Ended() : null;
        }

        // One that is listed may yet end while it starts: what answers has started.
        return (await _master.AskAsync("@1 show info", patience, timeout)).Contains("Pid: ", StringComparison.Ordinal)
            ? new Verdict.Good()
            : null;
    }

    private static bool IsThere(MasterProcesses processes) => Directory.Exists($"/proc/{processes.MasterPid}");

    private async Task<MasterProcesses> ProcessesAsync(TimeSpan patience, CancellationToken timeout)
    {
        while (true)
        {
            if (MasterProcesses.Parse(await _master.AskAsync("show proc", patience, timeout)) is { } processes)
                return processes;

            await Task.Delay(BetweenQuestions, time, timeout);
        }
    }

    /// <summary>As by a chroot that is not there: the master then ends all of them.</summary>
    private static Verdict.Failed Ended() =>
        new("HAProxy's new worker ended while it started, and HAProxy with it; its own log says why.") { IsOfFile = true, HasEnded = true, Alerts = [] };

    private static Verdict.Failed NotLoaded(string words) =>
        new($"HAProxy could not load it and serves on with the last one{words}{BindHint()}") { IsOfFile = true, Alerts = [] };

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
