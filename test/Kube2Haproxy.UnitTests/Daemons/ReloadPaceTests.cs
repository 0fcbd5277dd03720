using Kube2Haproxy.Daemons.Pacing;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.UnitTests.Daemons;

public sealed class ReloadPaceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_reload_starts_at_once()
    {
        using var pace = new ReloadPace(TimeSpan.FromSeconds(5), _time);

        (await pace.AcquireAsync(1, _stop)).IsAcquired.ShouldBeTrue();
    }

    [Fact]
    public async Task Second_reload_waits_out_the_interval()
    {
        using var pace = new ReloadPace(TimeSpan.FromSeconds(5), _time);
        await ReloadAsync(pace);

        var second = pace.AcquireAsync(1, _stop).AsTask();
        _time.Advance(TimeSpan.FromSeconds(4));
        second.IsCompleted.ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(1));
        (await second).IsAcquired.ShouldBeTrue();
    }

    [Fact]
    public async Task Interval_counts_from_the_end_of_the_reload()
    {
        using var pace = new ReloadPace(TimeSpan.FromSeconds(5), _time);
        await ReloadAsync(pace, TimeSpan.FromSeconds(60));

        var second = pace.AcquireAsync(1, _stop).AsTask();
        _time.Advance(TimeSpan.FromSeconds(4));

        second.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_turn_that_was_not_used_makes_nobody_wait()
    {
        using var pace = new ReloadPace(TimeSpan.FromSeconds(5), _time);
        (await pace.AcquireAsync(1, _stop)).Dispose();

        (await pace.AcquireAsync(1, _stop)).IsAcquired.ShouldBeTrue();
    }

    [Fact]
    public async Task One_that_is_cancelled_gives_its_turn_away()
    {
        using var pace = new ReloadPace(TimeSpan.FromSeconds(5), _time);
        await ReloadAsync(pace);
        using var cancel = new CancellationTokenSource();
        var second = pace.AcquireAsync(1, cancel.Token).AsTask();

        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second);

        _time.Advance(TimeSpan.FromSeconds(5));
        (await pace.AcquireAsync(1, _stop)).IsAcquired.ShouldBeTrue();
    }

    private async Task ReloadAsync(ReloadPace pace, TimeSpan takes = default)
    {
        using var turn = await pace.AcquireAsync(1, _stop);
        pace.Use();
        _time.Advance(takes);
    }
}
