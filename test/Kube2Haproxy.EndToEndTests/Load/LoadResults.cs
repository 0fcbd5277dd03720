using System.Collections.Concurrent;

namespace Kube2Haproxy.EndToEndTests.Load;

/// <summary>What became of the requests of many clients. Thread safe.</summary>
internal sealed class LoadResults
{
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private readonly ConcurrentQueue<string> _failures = [];
    private long _requests;
    private long _longest;
    private int _closed;

    /// <summary>Each with the moment, the client, the Service and the error.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Kept connections that the other side has ended between two requests.</summary>
    public int Closed => Volatile.Read(ref _closed);

    public override string ToString() =>
        $"{Requests} requests, {_failures.Count} failed, the longest took {TimeSpan.FromTicks(Interlocked.Read(ref _longest)).TotalMilliseconds:0} ms; " +
        $"{Closed} kept connections were ended between two requests";

    public void Answered(TimeSpan took)
    {
        Interlocked.Increment(ref _requests);
        long longest;
        while ((longest = Interlocked.Read(ref _longest)) < took.Ticks && Interlocked.CompareExchange(ref _longest, took.Ticks, longest) != longest)
        {
        }
    }

    public void Ended() => Interlocked.Increment(ref _closed);

    public void Failed(string client, LoadTarget target, string error)
    {
        Interlocked.Increment(ref _requests);
        _failures.Enqueue($"After {TimeProvider.System.GetElapsedTime(_started).TotalSeconds:0.000} s, {client}, {target.Service} at {target.Address}: {error}");
    }
}
