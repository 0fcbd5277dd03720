using System.Threading.RateLimiting;
using Kube2Haproxy.Sources.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.UnitTests.Sources.Kubernetes;

public sealed class RequestPaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_burst_goes_out_at_once_and_the_rest_at_the_rate()
    {
        using var pace = new RequestPace(qps: 5, burst: 3, _time);

        var turns = Enumerable.Range(0, 5).Select(_ => Turn(pace)).ToList();

        turns.Select(turn => turn.IsCompleted).ShouldBe([true, true, true, false, false]);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        turns[3].IsCompleted.ShouldBeTrue();
        turns[4].IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(200));
        turns[4].IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void Quiet_time_fills_the_bucket_no_further_than_the_burst()
    {
        using var pace = new RequestPace(qps: 5, burst: 2, _time);
        Turn(pace);
        _time.Advance(TimeSpan.FromHours(1));

        Enumerable.Range(0, 3).Select(_ => Turn(pace).IsCompleted).ShouldBe([true, true, false]);
    }

    private static Task<RateLimitLease> Turn(RequestPace pace) => pace.AcquireAsync(1, TestContext.Current.CancellationToken).AsTask();
}
