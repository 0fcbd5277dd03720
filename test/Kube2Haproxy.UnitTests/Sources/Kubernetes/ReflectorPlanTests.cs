using Kube2Haproxy.Sources.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.UnitTests.Sources.Kubernetes;

public sealed class ReflectorPlanTests
{
    private static readonly ReflectorStep WatchNow = new(List: false, TimeSpan.Zero);
    private static readonly ReflectorStep ListNow = new(List: true, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new();
    private readonly ReflectorPlan _plan;

    // Without jitter.
    public ReflectorPlanTests() => _plan = new ReflectorPlan(TimeSpan.FromMinutes(30), _time, new FixedRandom(0));

    [Fact]
    public void A_list_is_followed_by_a_watch() => _plan.AfterList(null).ShouldBe(WatchNow);

    [Fact]
    public void A_failing_list_is_tried_again_ever_more_slowly()
    {
        var waits = Enumerable.Range(0, 8).Select(_ => _plan.AfterList(Fault(ApiFaultKind.Refused))).ToList();

        waits.ShouldAllBe(step => step.List);
        waits.Select(step => step.Wait.TotalSeconds).ShouldBe([0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30]);
    }

    [Fact]
    public void Two_good_minutes_make_the_next_failure_the_first()
    {
        Watched(TimeSpan.Zero, opened: false, ApiFaultKind.Unreachable);
        Watched(TimeSpan.Zero, opened: false, ApiFaultKind.Unreachable);

        Watched(TimeSpan.FromSeconds(119), opened: true, ApiFaultKind.Cut).Wait.TotalSeconds.ShouldBe(3.2);
        Watched(TimeSpan.FromSeconds(120), opened: true, ApiFaultKind.Cut).Wait.TotalSeconds.ShouldBe(0.8);
    }

    [Fact]
    public void Time_spent_failing_is_not_good_time()
    {
        _plan.AfterList(Fault(ApiFaultKind.Silent)).Wait.TotalSeconds.ShouldBe(0.8);
        _time.Advance(TimeSpan.FromMinutes(3));

        _plan.AfterList(Fault(ApiFaultKind.Silent)).Wait.TotalSeconds.ShouldBe(1.6);
    }

    [Fact]
    public void An_expired_version_is_listed_again_at_once_but_not_without_end()
    {
        Watched(TimeSpan.Zero, opened: true, ApiFaultKind.Expired).ShouldBe(ListNow);
        _plan.AfterList(null);

        Watched(TimeSpan.Zero, opened: true, ApiFaultKind.Expired).Wait.TotalSeconds.ShouldBe(1.6);
        _plan.AfterList(null);

        Watched(TimeSpan.FromMinutes(2), opened: true, ApiFaultKind.Expired).ShouldBe(ListNow);
    }

    [Fact]
    public void An_expired_page_starts_the_list_again() => _plan.AfterList(Fault(ApiFaultKind.Expired)).ShouldBe(ListNow);

    [Fact]
    public void A_watch_that_ends_in_its_time_goes_on_at_once()
    {
        _plan.AfterList(null);

        Watched(TimeSpan.FromMinutes(5), opened: true, null).ShouldBe(WatchNow);
    }

    [Fact]
    public void A_watch_that_is_closed_at_once_does_not_spin()
    {
        _plan.AfterList(null);

        var waits = Enumerable.Range(0, 4).Select(_ => Watched(TimeSpan.FromSeconds(1), opened: true, null)).ToList();

        waits.ShouldAllBe(step => !step.List);
        waits.Select(step => step.Wait.TotalSeconds).ShouldBe([0.8, 1.6, 3.2, 6.4]);
    }

    [Fact]
    public void A_watch_that_breaks_goes_on_from_where_it_was()
    {
        _plan.AfterList(null);

        Watched(TimeSpan.FromSeconds(10), opened: true, ApiFaultKind.Cut).List.ShouldBeFalse();
        Watched(TimeSpan.FromMinutes(9), opened: true, ApiFaultKind.Silent).List.ShouldBeFalse();
    }

    [Theory]
    [InlineData(nameof(ApiFaultKind.Unreachable), false)]
    [InlineData(nameof(ApiFaultKind.Refused), false)]
    [InlineData(nameof(ApiFaultKind.Unreadable), true)]
    public void A_list_follows_where_a_watch_could_not_begin_or_may_have_lost_something(string kind, bool opened)
    {
        _plan.AfterList(null);

        Watched(TimeSpan.Zero, opened, Enum.Parse<ApiFaultKind>(kind)).List.ShouldBeTrue();
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(0, 0.8)]
    [InlineData(-3, 0.8)]
    [InlineData(86400, 300)]
    public void Overload_waits_as_long_as_the_server_says(int said, double waited)
    {
        _plan.AfterList(null);
        var fault = Fault(ApiFaultKind.Overloaded, TimeSpan.FromSeconds(said));

        _plan.AfterList(fault).Wait.TotalSeconds.ShouldBe(waited);
        _plan.AfterWatch(opened: false, fault).ShouldBe(new ReflectorStep(List: false, TimeSpan.FromSeconds(waited)));
    }

    [Fact]
    public void Other_faults_wait_at_least_as_long_as_the_server_says()
    {
        _plan.AfterList(Fault(ApiFaultKind.Refused, TimeSpan.FromSeconds(9))).Wait.TotalSeconds.ShouldBe(9);
        _plan.AfterList(Fault(ApiFaultKind.Refused, TimeSpan.FromSeconds(1))).Wait.TotalSeconds.ShouldBe(1.6);
    }

    [Fact]
    public void A_full_list_comes_each_sync_period()
    {
        _plan.AfterList(null);
        _time.Advance(TimeSpan.FromMinutes(27));
        _plan.WatchSeconds().ShouldBe(180);

        Watched(TimeSpan.FromMinutes(3), opened: true, null).ShouldBe(ListNow);
    }

    [Theory]
    [InlineData(0, 300)]
    [InlineData(0.5, 450)]
    [InlineData(0.999999, 600)]
    public void A_watch_lasts_five_to_ten_minutes_at_random(double random, int seconds)
    {
        var plan = new ReflectorPlan(TimeSpan.FromMinutes(30), _time, new FixedRandom(random));
        plan.AfterList(null);

        plan.WatchSeconds().ShouldBe(seconds);
    }

    [Fact]
    public void Jitter_only_shortens_and_by_a_quarter_at_most()
    {
        var backoff = new Backoff(_time, new FixedRandom(1));

        backoff.Failed().TotalSeconds.ShouldBe(0.6, 1e-6);
    }

    private ReflectorStep Watched(TimeSpan duration, bool opened, ApiFaultKind? kind)
    {
        if (opened)
            _plan.WatchOpened();

        _time.Advance(duration);
        return _plan.AfterWatch(opened, kind is { } fault ? Fault(fault) : null);
    }

    private static ApiFault Fault(ApiFaultKind kind, TimeSpan? retryAfter = null) => new(kind, "", retryAfter);

    private sealed class FixedRandom(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
