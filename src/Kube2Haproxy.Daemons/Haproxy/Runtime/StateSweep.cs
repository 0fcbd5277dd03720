using System.Net.Sockets;
using System.Text;

namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>
/// Finds the backends whose servers have changed in any way since the last time, by one question for all, beside everything else: of 50,000
/// servers HAProxy gives the state in some 50 ms, and this lets it take half a second. Whether they are as they must be is to be looked up.
/// </summary>
/// <param name="socketPath">Of the stats socket.</param>
/// <param name="limit">For the whole answer.</param>
/// <param name="time">For the limit.</param>
internal sealed class StateSweep(string socketPath, TimeSpan limit, TimeProvider time)
{
    /// <summary>Of a line of <c>show servers state</c>: the server's ID and name, address, administrative state, weight, port.</summary>
    private static readonly bool[] IsTold = [.. Enumerable.Range(0, 19).Select(static field => field is 2 or 3 or 4 or 6 or 7 or 18)];

    private const int BackendField = 1;

    private Dictionary<string, int> _last = [];
    private WorkerIdentity? _worker;
    private (WorkerIdentity Worker, Task<Dictionary<string, int>?> Task)? _reading;

    /// <summary>Whether there is something to take.</summary>
    public bool IsDone => _reading is { Task.IsCompleted: true };

    /// <summary>Begins to read, where it does not read already.</summary>
    public void Begin(WorkerIdentity worker) => _reading ??= (worker, Task.Run(() => ReadAsync(worker)));

    /// <summary>What has changed from the last but one reading to the last one; none while it reads, nor from one worker to another.</summary>
    public IReadOnlyList<string> TakeChanged(WorkerIdentity worker)
    {
        if (_reading is not { Task.IsCompleted: true } done)
            return [];

        _reading = null;
        if (done.Task.Result is not { } now || !worker.IsSame(done.Worker))
            return [];

        var before = worker.IsSame(_worker) ? _last : now;
        (_last, _worker) = (now, worker);
        return [.. now.Where(one => before.GetValueOrDefault(one.Key) != one.Value).Select(static one => one.Key),
            .. before.Keys.Where(name => !now.ContainsKey(name))];
    }

    /// <summary>A number for each backend that has servers; null where nobody answers, or somebody else: that is found otherwise.</summary>
    private async Task<Dictionary<string, int>?> ReadAsync(WorkerIdentity worker)
    {
        try
        {
            using var connection = await WorkerConnection.OpenAsync(socketPath, limit, time);
            if (!worker.IsSame(WorkerIdentity.Parse((await connection.AskAsync(["show info"]))[0])))
                return null;

            var found = new Dictionary<string, int>(StringComparer.Ordinal);
            await connection.ReadLinesAsync("show servers state", line => Add(line, found));
            return found;
        }
        catch (Exception odd) when (odd is SocketException or IOException or TimeoutException or InvalidDataException)
        {
            return null;
        }
    }

    private static void Add(ReadOnlySpan<byte> line, Dictionary<string, int> found)
    {
        var (hash, field) = (new HashCode(), 0);
        var backend = ReadOnlySpan<byte>.Empty;
        foreach (var range in line.Split((byte)' '))
        {
            if (field == BackendField)
                backend = line[range];
            else if (field < IsTold.Length && IsTold[field])
                hash.AddBytes(line[range]);
            field++;
        }

        // The first lines are the version and the names of the fields.
        if (field < IsTold.Length || line[0] == '#')
            return;

        // In whatever order they stand.
        var name = Encoding.UTF8.GetString(backend);
        found[name] = unchecked(found.GetValueOrDefault(name) + hash.ToHashCode());
    }
}
