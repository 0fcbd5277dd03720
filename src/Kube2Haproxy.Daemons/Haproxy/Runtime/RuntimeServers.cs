using System.Net.Sockets;
using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>Changes HAProxy's servers without a reload, through the stats socket of its worker.</summary>
/// <remarks>
/// One caller at a time. Nothing here can be cancelled, since a pass that is half done is no state that anybody wants; each line of commands
/// has its limit. A connection that stays open over a reload speaks to the old worker, which acknowledges commands that are lost: so each
/// pass has new connections, but right after a reload of ours, and what it did is looked up on another one, of the same worker.
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

    /// <summary>Which of a backend's servers are in use takes HAProxy some 0.1 ms.</summary>
    private const int BackendsEachTime = 100;

    /// <summary>At 5,000 Services, an old worker of 2.6 is busy for up to a second with closing what it listens on.</summary>
    private static readonly TimeSpan Stopping = TimeSpan.FromSeconds(2);

    private readonly WaitingServers _waiting = new();
    private WorkerConnection? _held;
    private long? _heldSince;

    /// <summary>Servers that are to be deleted when nobody uses them any more: <see cref="DeleteIdleAsync(WorkerIdentity?)"/>.</summary>
    public int Waiting => _waiting.All.Count;

    private bool IsHolding => _heldSince is { } since && time.GetElapsedTime(since) < Stopping;

    /// <summary>
    /// After a reload: the next connection is kept for the passes of the next two seconds, while it is good. So long the old worker takes most of the new
    /// ones, and says only that it is stopping.
    /// </summary>
    public void Hold() => _heldSince = time.GetTimestamp();

    /// <summary>Which worker answers now.</summary>
    public Task<RuntimeResult> IdentifyAsync() => PassAsync(null, static (_, worker) => Task.FromResult<RuntimeResult>(new RuntimeResult.Done(worker)));

    /// <summary>Makes the changes and sees that they have happened.</summary>
    /// <param name="known">The worker that they are for; null for any.</param>
    /// <param name="changes">In the order in which they are to be sent: added, set, removed.</param>
    /// <param name="wanted">The backends that they touch, as they are to be then.</param>
    public Task<RuntimeResult> ApplyAsync(WorkerIdentity? known, IReadOnlyList<ServerChange> changes, IReadOnlyList<BackendServers> wanted) =>
        PassAsync(known, async (connection, worker) =>
        {
            if (RuntimePass.Obstacle(changes, _waiting) is not null && await DeleteIdleAsync(connection, Touched(wanted)) is { } failed)
                return failed;

            if (RuntimePass.Obstacle(changes, _waiting) is { } obstacle)
                return new RuntimeResult.Surprise(obstacle);

            var commands = RuntimePass.Commands(changes, _waiting);
            if (FirstOdd(commands, await connection.AskAsync([.. commands.Select(static command => command.Text)])) is { } odd)
                return odd;

            RuntimePass.Note(changes, _waiting);
            return await VerifyAsync(connection, worker, wanted);
        });

    /// <summary>
    /// Deletes what waits for it and is idle; the rest waits on. To be called now and then while something is <see cref="Waiting"/>: each time
    /// it asks about some of the backends, in turn.
    /// </summary>
    /// <param name="known">The worker that has them; null for any.</param>
    public Task<RuntimeResult> DeleteIdleAsync(WorkerIdentity? known) => PassAsync(
        known, async (connection, worker) =>
            (RuntimeResult?)await DeleteIdleAsync(connection, _waiting.NextBackends(BackendsEachTime)) ?? new RuntimeResult.Done(worker));

    /// <summary>What of the backends is not as it must be.</summary>
    /// <param name="known">The worker that is asked; null for any.</param>
    /// <param name="wanted">The backends.</param>
    public async Task<(RuntimeResult Result, IReadOnlyList<StateDifference> Differences)> CompareAsync(
        WorkerIdentity? known, IReadOnlyList<BackendServers> wanted)
    {
        IReadOnlyList<StateDifference> differences = [];
        var result = await PassAsync(known, async (connection, worker) =>
        {
            differences = Differences(await connection.AskAsync(Questions(wanted)), wanted);
            return new RuntimeResult.Done(worker);
        });
        return (result, differences);
    }

    private static string[] Questions(IReadOnlyList<BackendServers> backends) => backends.Count > ManyBackends
        ? ["show servers state"]
        : [.. backends.Select(static backend => $"show servers state {backend.Backend}")];

    private IReadOnlyList<StateDifference> Differences(IEnumerable<string> answers, IReadOnlyList<BackendServers> wanted)
    {
        var asked = Touched(wanted);
        return StateDifference.Between(
            answers.SelectMany(RunningServer.Parse).Where(server => asked.Contains(server.Backend) && !_waiting.Explain(server)), wanted);
    }

    private static HashSet<string> Touched(IEnumerable<BackendServers> backends) =>
        backends.Select(static backend => backend.Backend).ToHashSet(StringComparer.Ordinal);

    private static RuntimeResult.Surprise? FirstOdd(IEnumerable<RuntimeCommand> commands, IEnumerable<string> answers) => commands.Zip(answers)
        .Where(static pair => !pair.First.IsGood(pair.Second))
        .Select(static pair => new RuntimeResult.Surprise($"\"{pair.First.Text}\" was answered by \"{pair.Second}\"."))
        .FirstOrDefault();

    private async Task<RuntimeResult.Surprise?> DeleteIdleAsync(WorkerConnection connection, IReadOnlySet<string> backends)
    {
        var answers = await connection.AskAsync([.. backends.Select(static backend => $"show servers conn {backend}")]);
        var busy = answers.SelectMany(ServerConnections.Busy).ToHashSet();
        var idle = _waiting.All.Where(server => backends.Contains(server.Backend) && !busy.Contains($"{server.Backend}/{server.Name}")).ToList();
        var deletions = idle.Select(RuntimeCommand.Delete).ToList();
        answers = await connection.AskAsync([.. deletions.Select(static deletion => deletion.Text)]);
        foreach (var (server, _) in idle.Zip(answers).Where(static pair => KnownAnswers.IsDeleted(pair.Second)))
            _waiting.Remove(server);

        return FirstOdd(deletions, answers);
    }

    private async Task<RuntimeResult> VerifyAsync(WorkerConnection first, WorkerIdentity obeyed, IReadOnlyList<BackendServers> wanted)
    {
        using var another = IsHolding ? null : await WorkerConnection.OpenAsync(socketPath, limit, time);
        var connection = another ?? first;
        var started = time.GetTimestamp();
        string[] questions = [.. Questions(wanted), "show info"];
        while (true)
        {
            var answers = await connection.AskAsync(questions);
            // Last, so that it was not stopping when it said what it has.
            var now = WorkerIdentity.Parse(answers[^1]);
            if (!now.IsSame(obeyed) || now.IsStopping)
                return new RuntimeResult.Replaced($"HAProxy was reloaded meanwhile: worker {obeyed.Pid} has obeyed, {Words(now)} answers.");

            var differences = Differences(answers.SkipLast(1), wanted);
            if (differences.Count == 0)
                return new RuntimeResult.Done(now);

            if (time.GetElapsedTime(started) > Settling)
                return new RuntimeResult.Surprise($"All commands were obeyed, but {StateDifference.Words(differences)}.");

            await Task.Delay(BetweenLooks, time, CancellationToken.None);
        }
    }

    private async Task<RuntimeResult> PassAsync(WorkerIdentity? known, Func<WorkerConnection, WorkerIdentity, Task<RuntimeResult>> pass)
    {
        WorkerIdentity? worker = null;
        var (connection, isHolding) = (_held, IsHolding);
        _held = null;
        try
        {
            if (connection is null || !isHolding)
            {
                connection?.Dispose();
                connection = await WorkerConnection.OpenAsync(socketPath, limit, time);
            }

            worker = WorkerIdentity.Parse((await connection.AskAsync(["show info"]))[0]);
            if (worker.IsStopping)
                return new RuntimeResult.Replaced($"HAProxy is reloaded now: worker {Words(worker)} answers.");

            if (known is not null && !worker.IsSame(known))
                return new RuntimeResult.Replaced($"HAProxy was reloaded or restarted: worker {known.Pid} is gone, {worker.Pid} answers.");

            _waiting.Meet(worker);
            var result = await pass(connection, worker);

            // One that leaves refuses commands, and says nothing of the one that has taken its place.
            if (result is RuntimeResult.Surprise && WorkerIdentity.Parse((await connection.AskAsync(["show info"]))[0]).IsStopping)
                return new RuntimeResult.Replaced($"HAProxy was reloaded meanwhile: worker {worker.Pid} leaves.");

            if (isHolding && result is RuntimeResult.Done)
                (_held, connection) = (connection, null);
            return result;
        }
        catch (SocketException error)
        {
            return Unreachable(error);
        }
        catch (IOException cut)
        {
            // So it is where it ends. One that stays has no reason for it.
            return worker is not null && await IdentifyAsync() is RuntimeResult.Done(var now) && now.IsSame(worker)
                ? Surprise(cut)
                : new RuntimeResult.Replaced(Words(cut));
        }
        catch (Exception odd) when (odd is TimeoutException or InvalidDataException)
        {
            return Surprise(odd);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private RuntimeResult.Surprise Surprise(Exception odd) => new(Words(odd));

    private string Words(Exception odd) => $"HAProxy's stats socket {socketPath} (Haproxy:StatsSocket): {odd.Message}";

    private static string Words(WorkerIdentity worker) => $"{worker.Pid}{(worker.IsStopping ? ", which is stopping," : "")}";

    private RuntimeResult.NotThere Unreachable(SocketException error) => new(
        $"HAProxy's stats socket {socketPath} (Haproxy:StatsSocket) cannot be reached: " + (error.SocketErrorCode == SocketError.AccessDenied
            ? "it refuses this user. Give it \"mode 660\" and a group of this user's."
            : $"{(File.Exists(socketPath) ? "nobody listens there" : "there is no such socket")}. "
                + $"HAProxy's \"global\" section must have: stats socket {socketPath} mode 660 level admin"));
}
