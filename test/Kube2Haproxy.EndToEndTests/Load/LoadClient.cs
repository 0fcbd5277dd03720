using System.Net.Sockets;

namespace Kube2Haproxy.EndToEndTests.Load;

/// <summary>A client that asks one Service after the other, all the time.</summary>
/// <param name="name">For failures.</param>
/// <param name="targets">Those to ask, perhaps more each time.</param>
/// <param name="path">What it asks for.</param>
/// <param name="most">Requests on a connection; then it takes a new one. With few, connections are to all workers; with many, to the oldest.</param>
/// <param name="results">Shared with other clients.</param>
internal sealed class LoadClient(string name, Func<IReadOnlyList<LoadTarget>> targets, string path, int most, LoadResults results)
{
    /// <summary>Many more than a request takes, few enough that the machine has time for what it tests.</summary>
    private static readonly TimeSpan BetweenRequests = TimeSpan.FromMilliseconds(3);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Dictionary<LoadTarget, HttpConnection> _kept = [];

    /// <summary>Until it is stopped; the last request is waited for.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var all = targets();
                await AskAsync(all[i % all.Count]);
                await Task.Delay(BetweenRequests, TimeProvider.System, CancellationToken.None);
            }
        }
        finally
        {
            foreach (var connection in _kept.Values)
                connection.Dispose();
        }
    }

    private async Task AskAsync(LoadTarget target)
    {
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            await GetAsync(target);
            results.Answered(TimeProvider.System.GetElapsedTime(started));
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException or FormatException)
        {
            results.Failed(name, target, $"{error.GetType().Name}: {error.Message} (after {TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0} ms)");
        }
    }

    private async Task GetAsync(LoadTarget target)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        var connection = await ConnectionAsync(target, limit.Token);
        var isDone = false;
        try
        {
            var (status, length) = await connection.GetAsync(path, connection.Answered + 1 < most, limit.Token);
            if (status != 200 || length != target.Length)
                throw new IOException($"Status {status} and {length} bytes.");

            isDone = true;
        }
        finally
        {
            if (!isDone || connection.IsClosed)
            {
                _kept.Remove(target);
                connection.Dispose();
            }
        }
    }

    private async Task<HttpConnection> ConnectionAsync(LoadTarget target, CancellationToken cancellationToken)
    {
        if (_kept.Remove(target, out var kept))
        {
            if (!kept.Look())
                return _kept[target] = kept;

            results.Ended();
            kept.Dispose();
        }

        return _kept[target] = await HttpConnection.OpenAsync(target.Address, cancellationToken);
    }
}
