using Kube2Haproxy.Daemons;

namespace Kube2Haproxy.UnitTests.Daemons;

public sealed class ApplyLoopTests : IAsyncDisposable
{
    private readonly ApplyRun _run = new(TimeSpan.FromSeconds(5));

    [Fact]
    public async Task The_first_configuration_is_live_at_once()
    {
        _run.Start();
        _run.Want("one");

        (await _run.ReloadedAsync()).ShouldBe("one");
        await _run.UntilAsync(() => _run.Status.Value.Applied);
        await _run.UntilAsync(() => _run.File.ReadLastGoodText() == "one");
    }

    [Fact]
    public async Task What_is_live_already_is_neither_written_nor_reloaded_after_a_restart()
    {
        _run.File.WriteCandidate("one");
        _run.File.AcceptCandidate();
        _run.File.KeepAsLastGood("one", "");
        File.SetLastWriteTimeUtc(_run.File.Path, DateTime.UnixEpoch);

        _run.Start();
        _run.Want("one");
        await _run.UntilAsync(() => _run.Status.Value.Applied);

        File.GetLastWriteTimeUtc(_run.File.Path).ShouldBe(DateTime.UnixEpoch);
        _run.Daemon.Validations.ShouldBe(0);
        _run.Daemon.Reloads.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_crash_between_write_and_reload_is_made_good_at_the_next_start()
    {
        _run.File.WriteCandidate("two");
        _run.File.AcceptCandidate();
        _run.File.KeepAsLastGood("one", "");

        _run.Start();
        _run.Want("two");

        (await _run.ReloadedAsync()).ShouldBe("two");
    }

    [Fact]
    public async Task A_burst_ends_in_one_reload_with_the_newest_when_the_interval_is_over()
    {
        _run.Start();
        _run.Want("one");
        await _run.ReloadedAsync();
        await _run.UntilAsync(() => _run.Status.Value.Applied);

        foreach (var i in Enumerable.Range(2, 200))
            _run.Want($"{i}");

        await _run.AdvanceUntilAsync(() => _run.Daemon.Reloads.Count > 0);
        (await _run.ReloadedAsync()).ShouldBe("201");
        _run.Daemon.Reloads.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_refused_candidate_changes_nothing_and_the_next_one_is_taken()
    {
        _run.Start();
        _run.Want("one");
        await _run.ReloadedAsync();
        _run.Daemon.Judge = text => text == "bad" ? new Verdict.Refused("line 1 is bad") : new Verdict.Good();

        _run.Want("bad");
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is not null);
        _run.Status.Value.Fault.ShouldBe("line 1 is bad");
        File.ReadAllText(_run.File.Path).ShouldBe("one");
        File.ReadAllText(_run.File.CandidatePath).ShouldBe("bad");
        _run.Daemon.Reloads.TryRead(out _).ShouldBeFalse();

        _run.Want("three");
        await _run.AdvanceUntilAsync(() => _run.Daemon.Reloads.Count > 0);
        (await _run.ReloadedAsync()).ShouldBe("three");
        await _run.UntilAsync(() => _run.Status.Value.Fault is null);
    }

    [Fact]
    public async Task A_refused_text_is_judged_again_after_a_minute()
    {
        _run.Daemon.Judge = _ => new Verdict.Refused("no certificate");
        _run.Start();
        _run.Want("one");
        await _run.UntilAsync(() => _run.Status.Value.Fault is not null);
        _run.Daemon.Validations.ShouldBe(1);
        var refusedAt = _run.Time.GetUtcNow();

        _run.Daemon.Judge = _ => new Verdict.Good();
        await _run.AdvanceUntilAsync(() => _run.Daemon.Reloads.Count > 0);

        (await _run.ReloadedAsync()).ShouldBe("one");
        (_run.Time.GetUtcNow() - refusedAt).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_failed_reload_puts_the_last_good_file_back_and_is_tried_again_with_the_newest()
    {
        _run.Start();
        _run.Want("one");
        await _run.ReloadedAsync();
        await _run.UntilAsync(() => _run.Status.Value.Applied);
        _run.Daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Failed("cannot bind"));

        _run.Want("two");
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is not null);
        (await _run.ReloadedAsync()).ShouldBe("two");
        File.ReadAllText(_run.File.Path).ShouldBe("one");

        _run.Daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Good());
        _run.Want("three");
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is null);
        File.ReadAllText(_run.File.Path).ShouldBe("three");
        await _run.UntilAsync(() => _run.File.ReadLastGoodText() == "three");
    }

    [Fact]
    public async Task After_a_failed_reload_nobody_knows_what_runs_so_the_earlier_text_is_reloaded_too()
    {
        _run.Start();
        _run.Want("one");
        await _run.ReloadedAsync();
        await _run.UntilAsync(() => _run.Status.Value.Applied);
        _run.Daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Failed("no answer"));
        _run.Want("two");
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is not null);

        // In this order: else the one before may be loaded meanwhile, and this one waits for the interval.
        _run.Want("one");
        _run.Daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Good());
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is null);

        // That one failed, perhaps more than once.
        var reloaded = await _run.ReloadedAsync();
        reloaded.ShouldBe("two");
        while (reloaded == "two")
            reloaded = await _run.ReloadedAsync();
        reloaded.ShouldBe("one");
    }

    [Fact]
    public async Task A_failed_reload_is_tried_again_without_a_new_change()
    {
        _run.Daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Failed("busy"));
        _run.Start();
        _run.Want("one");
        await _run.UntilAsync(() => _run.Status.Value.Fault is not null);

        _run.Daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Good());
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Applied);
    }

    [Fact]
    public async Task A_daemon_that_does_not_run_finds_the_valid_file_when_it_starts()
    {
        _run.Daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.NotRunning("start it"));
        _run.Start();
        _run.Want("one");
        await _run.UntilAsync(() => _run.Status.Value.Fault is not null);

        File.ReadAllText(_run.File.Path).ShouldBe("one");
        _run.Status.Value.Applied.ShouldBeFalse();

        _run.Daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Good());
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Applied);
    }

    [Fact]
    public async Task A_reload_that_has_begun_is_waited_for_when_it_is_stopped()
    {
        var reloading = new TaskCompletionSource<Verdict>();
        _run.Daemon.Load = _ => reloading.Task;
        _run.Start();
        _run.Want("one");
        await _run.ReloadedAsync();

        await _run.StopAsync();
        _run.Running.IsCompleted.ShouldBeFalse();

        reloading.SetResult(new Verdict.Good());
        await Should.ThrowAsync<OperationCanceledException>(_run.Running);
        File.ReadAllText(_run.File.LastGoodPath).ShouldBe("one");
    }

    [Fact]
    public async Task An_empty_text_is_refused_before_anybody_sees_it()
    {
        _run.Start();
        _run.Want(" \n");
        await _run.UntilAsync(() => _run.Status.Value.Fault is not null);

        _run.Daemon.Validations.ShouldBe(0);
        File.Exists(_run.File.Path).ShouldBeFalse();
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_a_fault_with_its_remedy()
    {
        Directory.CreateDirectory(_run.File.CandidatePath);
        _run.Start();
        _run.Want("one");
        await _run.UntilAsync(() => _run.Status.Value.Fault is not null);

        _run.Status.Value.Fault!.ShouldStartWith($"{_run.File.Path} cannot be replaced: ");
        _run.Status.Value.Fault!.ShouldContain("must be able to write in its directory");
    }

    [Fact]
    public async Task Changes_of_configurations_that_were_replaced_are_measured_too()
    {
        using var measured = new MeasuredDurations(_run.Meters);
        _run.Start();
        var begin = _run.Time.GetUtcNow();
        _run.Want("one", begin);
        await _run.UntilAsync(() => measured.Seconds.Count == 1);

        _run.Want("two", begin);
        _run.Want("three", begin.AddSeconds(1));
        await _run.AdvanceUntilAsync(() => measured.Seconds.Count == 3);

        (measured.Seconds[1] - measured.Seconds[2]).ShouldBe(1, tolerance: 0.001);
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();
}
