namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Decides what a reflector does next. Knows outcomes and the clock, no connection.</summary>
internal sealed class ReflectorPlan(TimeSpan syncPeriod, TimeProvider time, Random random)
{
    /// <summary>A watch that ends cleanly before this has a server or proxy behind it that would make us spin.</summary>
    public static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(5);

    private readonly Backoff _backoff = new(time, random);
    private long _listed;
    private long _watching;

    /// <summary>Time until the next full list is due.</summary>
    private TimeSpan UntilSync => syncPeriod - time.GetElapsedTime(_listed);

    /// <summary>Waits as the step wants it.</summary>
    public Task WaitAsync(ReflectorStep step, CancellationToken stop) => Task.Delay(step.Wait, time, stop);

    /// <summary>After a list.</summary>
    public ReflectorStep AfterList(ApiFault? fault)
    {
        switch (fault?.Kind)
        {
            case null:
                _backoff.Succeeded();
                _listed = time.GetTimestamp();
                return new ReflectorStep(List: false, TimeSpan.Zero);
            case ApiFaultKind.Expired:
                // The token of the next page is too old: the same list from its beginning.
                return new ReflectorStep(List: true, _backoff.FailedOnceForFree());
            default:
                return new ReflectorStep(List: true, _backoff.Failed(fault));
        }
    }

    /// <summary>For how many seconds to watch, for the API server: at random, so that not all watches end together.</summary>
    public int WatchSeconds() =>
        (int)Math.Ceiling(Math.Min(300 + (random.NextDouble() * 300), Math.Max(UntilSync.TotalSeconds, ShortestWatch.TotalSeconds)));

    /// <summary>The API server has begun to answer a watch.</summary>
    public void WatchOpened()
    {
        _backoff.Succeeded();
        _watching = time.GetTimestamp();
    }

    /// <summary>After a watch.</summary>
    /// <param name="opened">It began: the API server knew where to go on from.</param>
    /// <param name="fault">Null where it ended as it should.</param>
    public ReflectorStep AfterWatch(bool opened, ApiFault? fault)
    {
        switch (fault?.Kind)
        {
            case null:
                var wait = time.GetElapsedTime(_watching) < ShortestWatch ? _backoff.Failed() : TimeSpan.Zero;
                return new ReflectorStep(IsSyncDue(wait), wait);

            case ApiFaultKind.Expired:
                return new ReflectorStep(List: true, _backoff.FailedOnceForFree());

            case ApiFaultKind.Overloaded:
                // Do not answer overload with the more expensive request.
                wait = _backoff.Failed(fault);
                return new ReflectorStep(IsSyncDue(wait), wait);

            default:
                // A watch that could not begin: the API server was away, perhaps for a restore of etcd, and would let us wait for
                // ever for a resourceVersion that is yet to come. An unreadable one: something may be lost.
                wait = _backoff.Failed(fault);
                return new ReflectorStep(!opened || fault.Kind == ApiFaultKind.Unreadable || IsSyncDue(wait), wait);
        }
    }

    private bool IsSyncDue(TimeSpan wait) => UntilSync - wait < ShortestWatch;
}
