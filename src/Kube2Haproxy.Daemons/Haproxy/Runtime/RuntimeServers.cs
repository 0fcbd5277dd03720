using System.Net.Sockets;
using Kube2Haproxy.Daemons.Haproxy.Plan;

namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>Changes HAProxy's servers without a reload, through the stats socket of its worker.</summary>
/// <remarks>
/// One caller at a time. Nothing here can be cancelled, since a pass that is half done is no state that anybody wants; each line of commands
/// has its limit. A connection that stays open over a reload speaks to the old worker, which acknowledges commands that are lost: so each
/// pass has new connections, and what it did is looked up on another one, of the same worker.
/// </remarks>
/// <param name="socketPath">Of the stats socket (Haproxy:StatsSocket).</param>
/// <param name="limit">For the answers to one line of commands.</param>
/// <param name="time">For the limit.</param>
internal sealed class RuntimeServers(string socketPath, TimeSpan limit, TimeProvider time)
{
    /// <summary>HAProxy 3.0 answers <c>set server … addr</c> before it has happened: a task of its own carries it out, within milliseconds.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(1);

    /// <summary>Over this, one question for all backends is cheaper than one for each.</summary>
    private const int ManyBackends = 500;

    private readonly WaitingServers _waiting = new();

    /// <summary>Servers that are to be deleted when nobody uses them any more: <see cref="DeleteIdleAsync()"/>.</summary>
    public int Waiting => _waiting.All.Count;

    /// <summary>Which worker answers now.</summary>
    public Task<RuntimeResult> IdentifyAsync() => PassAsync((_, pid) => Task.FromResult<RuntimeResult>(new RuntimeResult.Done(pid)));

    /// <summary>Makes the changes and sees that they have happened.</summary>
    /// <param name="changes">In the order in which they are to be sent: added, set, removed.</param>
    /// <param name="wanted">All servers that each of the touched backends is to have then, by its name.</param>
    public Task<RuntimeResult> ApplyAsync(IReadOnlyList<ServerChange> changes, ILookup<string, BackendServer> wanted) =>
        PassAsync(async (worker, pid) =>
        {
            if (RuntimePass.Obstacle(changes, _waiting) is not null && await DeleteIdleAsync(worker) is { } failed)
                return failed;

            if (RuntimePass.Obstacle(changes, _waiting) is { } obstacle)
                return new RuntimeResult.Surprise(obstacle);

            var commands = RuntimePass.Commands(changes, _waiting);
            if (FirstOdd(commands, await worker.AskAsync([.. commands.Select(command => command.Text)])) is { } odd)
                return odd;

            RuntimePass.Note(changes, _waiting);
            return await VerifyAsync(pid, RuntimePass.Backends(changes), wanted);
        });

    /// <summary>Deletes what waits for it and is idle; the rest waits on. To be called now and then while something is <see cref="Waiting"/>.</summary>
    public Task<RuntimeResult> DeleteIdleAsync() =>
        PassAsync(async (worker, pid) => (RuntimeResult?)await DeleteIdleAsync(worker) ?? new RuntimeResult.Done(pid));

    /// <summary>All servers of all backends, without those that wait for their deletion.</summary>
    public async Task<(RuntimeResult Result, IReadOnlyList<RunningServer> Servers)> ReadAsync()
    {
        IReadOnlyList<RunningServer> servers = [];
        var result = await PassAsync(async (worker, pid) =>
        {
            servers = [.. RunningServer.Parse((await worker.AskAsync(["show servers state"]))[0]).Where(server => !_waiting.Explain(server))];
            return new RuntimeResult.Done(pid);
        });
        return (result, servers);
    }

    private static RuntimeResult.Surprise? FirstOdd(IEnumerable<RuntimeCommand> commands, IEnumerable<string> answers) => commands.Zip(answers)
        .Where(pair => !pair.First.IsGood(pair.Second))
        .Select(pair => new RuntimeResult.Surprise($"\"{pair.First.Text}\" was answered by \"{pair.Second}\"."))
        .FirstOrDefault();

    private async Task<RuntimeResult.Surprise?> DeleteIdleAsync(WorkerConnection worker)
    {
        var backends = _waiting.All.Select(server => server.Backend).Distinct();
        var answers = await worker.AskAsync([.. backends.Select(backend => $"show servers conn {backend}")]);
        var busy = answers.SelectMany(ServerConnections.Busy).ToHashSet();
        var idle = _waiting.All.Where(server => !busy.Contains($"{server.Backend}/{server.Name}")).ToList();
        var deletions = idle.Select(RuntimeCommand.Delete).ToList();
        answers = await worker.AskAsync([.. deletions.Select(deletion => deletion.Text)]);
        foreach (var (server, _) in idle.Zip(answers).Where(pair => KnownAnswers.IsDeleted(pair.Second)))
            _waiting.Remove(server);

        return FirstOdd(deletions, answers);
    }

    private async Task<RuntimeResult> VerifyAsync(int pid, IReadOnlyList<string> backends, ILookup<string, BackendServer> wanted)
    {
        using var worker = await WorkerConnection.OpenAsync(socketPath, limit, time);
        var started = time.GetTimestamp();
        string[] questions = backends.Count > ManyBackends
            ? ["show servers state", "show info"]
            : [.. backends.Select(backend => $"show servers state {backend}"), "show info"];
        var touched = backends.ToHashSet();
        while (true)
        {
            var answers = await worker.AskAsync(questions);
            // Last, so that it was not stopping when it said what it has.
            var identity = WorkerIdentity.Parse(answers[^1]);
            if (identity.Pid != pid || identity.IsStopping)
                return new RuntimeResult.Surprise($"HAProxy was reloaded meanwhile: worker {pid} has obeyed, {Words(identity)} answers.");

            var running = answers.SkipLast(1).SelectMany(RunningServer.Parse)
                .Where(server => touched.Contains(server.Backend) && !_waiting.Explain(server));
            if (StateDifference.Between(running, backends.SelectMany(backend => wanted[backend])) is not { } difference)
                return new RuntimeResult.Done(pid);

            if (time.GetElapsedTime(started) > Settling)
                return new RuntimeResult.Surprise($"All commands were obeyed, but {difference}.");

            await Task.Delay(BetweenLooks, time, CancellationToken.None);
        }
    }

    private async Task<RuntimeResult> PassAsync(Func<WorkerConnection, int, Task<RuntimeResult>> pass)
    {
        try
        {
            using var worker = await WorkerConnection.OpenAsync(socketPath, limit, time);
            var identity = WorkerIdentity.Parse((await worker.AskAsync(["show info"]))[0]);
            if (identity.IsStopping)
                return new RuntimeResult.Surprise($"HAProxy is reloaded now: worker {Words(identity)} answers.");

            _waiting.Meet(identity.Pid);
            return await pass(worker, identity.Pid);
        }
        catch (SocketException error)
        {
            return Unreachable(error);
        }
        catch (Exception odd) when (odd is IOException or TimeoutException or InvalidDataException)
        {
            return new RuntimeResult.Surprise($"HAProxy's stats socket {socketPath} (Haproxy:StatsSocket): {odd.Message}");
        }
    }

    private static string Words(WorkerIdentity identity) => $"{identity.Pid}{(identity.IsStopping ? ", which is stopping," : "")}";

    private RuntimeResult.NotThere Unreachable(SocketException error) => new(
        $"HAProxy's stats socket {socketPath} (Haproxy:StatsSocket) cannot be reached: " + (error.SocketErrorCode == SocketError.AccessDenied
            ? "it refuses this user. Give it \"mode 660\" and a group of this user's."
            : $"{(File.Exists(socketPath) ? "nobody listens there" : "there is no such socket")}. "
                + $"HAProxy's \"global\" section must have: stats socket {socketPath} mode 660 level admin"));
}
