using System.Threading.RateLimiting;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>A token bucket on our own clock: <c>burst</c> requests at once, <c>qps</c> a second in the long run; the others wait.</summary>
/// <remarks>The base library's bucket knows no TimeProvider and keeps a timer running while nothing is asked.</remarks>
internal sealed class RequestPace(double qps, int burst, TimeProvider time) : RateLimiter
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();

    // Since _start: when the bucket would be full again if nobody took anything more.
    private TimeSpan _fullAt;

    /// <inheritdoc/>
    public override TimeSpan? IdleDuration => null;

    /// <inheritdoc/>
    public override RateLimiterStatistics? GetStatistics() => null;

    /// <inheritdoc/>
    protected override RateLimitLease AttemptAcquireCore(int permitCount) =>
        throw new NotSupportedException("Requests wait for their turn, they are not refused.");

    /// <inheritdoc/>
    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        var wait = Take(permitCount);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);

        return Granted.Instance;
    }

    private TimeSpan Take(int permits)
    {
        var interval = TimeSpan.FromSeconds(1 / qps);
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            _fullAt = (_fullAt > now ? _fullAt : now) + (interval * permits);
            return _fullAt - now - (interval * burst);
        }
    }

    private sealed class Granted : RateLimitLease
    {
        public static readonly Granted Instance = new();

        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
