namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>How long to wait after failures: 0.8 s, doubled by each one up to 30 s; afresh after two minutes without one.</summary>
internal sealed class Backoff(TimeProvider time, Random random)
{
    /// <summary>Before jitter, like client-go's reflector.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.8);

    /// <summary>Jitter only ever shortens it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // What a server may ask of us at most: longer than that is a mistake that must not stop us.
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan GoodForAfresh = TimeSpan.FromMinutes(2);

    private int _failures;
    private long? _goodSince;

    /// <summary>Something went well. The good time counts from the first success after the last failure.</summary>
    public void Succeeded() => _goodSince ??= time.GetTimestamp();

    /// <summary>Something failed: wait this long before the next try.</summary>
    public TimeSpan Failed()
    {
        Rest();
        _goodSince = null;
        var delay = Shortest * Math.Pow(2, Math.Min(_failures, 10));
        _failures++;

        // Up to a quarter less: the nodes of a cluster shall not come back all at once.
        return (delay < Longest ? delay : Longest) * (1 - (random.NextDouble() / 4));
    }

    /// <summary>A request failed: wait this long before the next try, longer where the API server says so.</summary>
    public TimeSpan Failed(ApiFault fault)
    {
        if (fault is { Kind: ApiFaultKind.Overloaded, RetryAfter: { } said })
            return TimeSpan.FromTicks(Math.Clamp(said.Ticks, Shortest.Ticks, LongestRetryAfter.Ticks));

        var wait = Failed();
        return fault.RetryAfter > wait ? TimeSpan.FromTicks(Math.Min(fault.RetryAfter.Value.Ticks, LongestRetryAfter.Ticks)) : wait;
    }

    /// <summary>Something failed that a new try usually mends: the first one is free, those that follow it are not.</summary>
    public TimeSpan FailedOnceForFree()
    {
        Rest();
        var isFirst = _failures == 0;
        var delay = Failed();
        return isFirst ? TimeSpan.Zero : delay;
    }

    private void Rest()
    {
        if (_goodSince is { } since && time.GetElapsedTime(since) >= GoodForAfresh)
            _failures = 0;
    }
}
