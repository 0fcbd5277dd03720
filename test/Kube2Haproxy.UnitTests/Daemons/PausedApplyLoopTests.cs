using Kube2Haproxy.Daemons;

namespace Kube2Haproxy.UnitTests.Daemons;

public sealed class PausedApplyLoopTests : IAsyncDisposable
{
    private readonly ApplyRun _run = new(TimeSpan.FromSeconds(5));

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    [Fact]
    public async Task Who_starts_in_a_pause_writes_and_asks_nothing_and_applies_the_newest_after_it()
    {
        _run.Gate.IsPaused = true;
        _run.Start();
        _run.Want("one");
        await _run.UntilAsync(() => _run.Gate.Waiting == 1);
        _run.Want("two");

        _run.Daemon.Validations.ShouldBe(0);
        Directory.GetFileSystemEntries(Path.GetDirectoryName(_run.File.Path)!).ShouldBeEmpty();

        _run.Gate.IsPaused = false;

        (await _run.ReloadedAsync()).ShouldBe("two");
        await _run.UntilAsync(() => _run.Status.Value.Applied);
        _run.LastReload().ShouldBeNull();
    }

    [Fact]
    public async Task Changes_in_a_pause_end_in_one_reload_at_once_and_each_is_measured()
    {
        using var durations = new MeasuredDurations(_run.Meters);
        await LiveAsync("one");
        await PauseAsync();
        var changed = _run.Time.GetUtcNow();
        _run.Want("two", changed);
        _run.Time.Advance(TimeSpan.FromMinutes(1));
        _run.Want("three", _run.Time.GetUtcNow());
        _run.Time.Advance(TimeSpan.FromMinutes(1));
        _run.LastReload().ShouldBeNull();

        _run.Gate.IsPaused = false;

        // Time does not go on: that the interval is long over counts.
        (await _run.ReloadedAsync()).ShouldBe("three");
        await _run.UntilAsync(() => durations.Seconds.Count == 2);
        durations.Seconds.Order().ShouldBe([60, 120]);
    }

    [Fact]
    public async Task What_waits_for_its_turn_is_held_too()
    {
        await LiveAsync("one");
        _run.Want("two");
        await _run.SettledAsync();
        _run.Gate.IsPaused = true;

        await _run.AdvanceUntilAsync(() => _run.Gate.Waiting == 1);
        _run.Time.Advance(TimeSpan.FromMinutes(1));
        _run.LastReload().ShouldBeNull();

        _run.Gate.IsPaused = false;
        (await _run.ReloadedAsync()).ShouldBe("two");
    }

    [Fact]
    public async Task What_has_begun_is_finished()
    {
        var reload = new TaskCompletionSource<Verdict>();
        await LiveAsync("one");
        _run.Daemon.Load = _ => reload.Task;
        _run.Want("two");
        await _run.AdvanceUntilAsync(() => _run.Daemon.Reloads.Count == 1);

        _run.Gate.IsPaused = true;
        _run.Gate.Ended.ShouldBe(_run.Gate.Begun - 1);
        reload.SetResult(new Verdict.Good());

        await _run.UntilAsync(() => _run.Gate.Waiting == 1);
        _run.Gate.Ended.ShouldBe(_run.Gate.Begun);
        File.ReadAllText(_run.File.Path).ShouldBe("two");
    }

    [Fact]
    public async Task A_file_that_was_changed_by_hand_in_a_pause_is_put_right_after_it()
    {
        await LiveAsync("one");
        await PauseAsync();
        File.WriteAllText(_run.File.Path, "by hand");
        _run.Time.Advance(TimeSpan.FromMinutes(1));

        _run.Gate.IsPaused = false;

        await _run.AdvanceUntilAsync(() => _run.Daemon.Reloads.Count > 0);
        (await _run.ReloadedAsync()).ShouldBe("one");
        File.ReadAllText(_run.File.Path).ShouldBe("one");
    }

    [Fact]
    public async Task What_fails_is_not_tried_again_in_a_pause()
    {
        await LiveAsync("one");
        _run.Daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Failed("cannot bind"));
        _run.Want("two");
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is not null);
        await PauseAsync();
        _run.LastReload();

        _run.Time.Advance(TimeSpan.FromHours(1));
        _run.Gate.Waiting.ShouldBe(1);
        _run.LastReload().ShouldBeNull();
        _run.Status.Value.Fault.ShouldBe("cannot bind");

        _run.Daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Good());
        _run.Gate.IsPaused = false;
        await _run.UntilAsync(() => _run.Status.Value.Fault is null);
    }

    /// <summary>Applied, and waits for more.</summary>
    private async Task LiveAsync(string text)
    {
        _run.Start();
        _run.Want(text);
        (await _run.ReloadedAsync()).ShouldBe(text);
        await _run.UntilAsync(() => _run.Status.Value.Applied);
        await _run.SettledAsync();
    }

    private async Task PauseAsync()
    {
        _run.Gate.IsPaused = true;
        await _run.AdvanceUntilAsync(() => _run.Gate.Waiting == 1);
    }
}
