using System.Threading.RateLimiting;

namespace Kube2Haproxy.Daemons.Pacing;

/// <summary>
/// One reload at a time, the first at once, each next one no sooner than the interval after the <em>end</em> of the last: the end is
/// the disposal of its lease, which counts where <see cref="Use"/> was called before.
/// </summary>
/// <remarks>
/// The limiters of the framework know neither the end of what they let through nor a <see cref="TimeProvider"/>. Callers queue
/// without a limit; there is one, the loop that applies.
/// </remarks>
internal sealed class ReloadPace(TimeSpan interval, TimeProvider time) : RateLimiter
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long? _lastEnd;
    private bool _isUsed;

    public override TimeSpan? IdleDuration => null;

    public override RateLimiterStatistics? GetStatistics() => null;

    /// <summary>The turn that has come is not given back unused.</summary>
    public void Use() => _isUsed = true;

    protected override RateLimitLease AttemptAcquireCore(int permitCount) =>
        throw new NotSupportedException("A reload always waits for its turn: use AcquireAsync.");

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_lastEnd is { } end && interval - time.GetElapsedTime(end) is { Ticks: > 0 } wait)
                await Task.Delay(wait, time, cancellationToken);
        }
        catch
        {
            _turn.Release();
            throw;
        }

        return new Lease(this);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _turn.Dispose();

        base.Dispose(disposing);
    }

    private void End()
    {
        if (_isUsed)
            _lastEnd = time.GetTimestamp();
        _isUsed = false;
        _turn.Release();
    }

    private sealed class Lease(ReloadPace pace) : RateLimitLease
    {
        private int _ended;

        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
                pace.End();

            base.Dispose(disposing);
        }
    }
}
