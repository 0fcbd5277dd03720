using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Quarantine;
using static Kube2Haproxy.UnitTests.Daemons.Quarantine.Texts;

namespace Kube2Haproxy.UnitTests.Daemons.Quarantine;

/// <summary>Services that the daemon's own program takes, and the daemon cannot load.</summary>
public sealed class UnloadableServiceTests : IAsyncDisposable
{
    private readonly ApplyRun _run = new(TimeSpan.Zero);

    /// <summary>Who could not load the new text still runs the old one, and can be asked.</summary>
    public UnloadableServiceTests() => _run.Daemon.Find = static evidence =>
        evidence.Known is { } known ? new LiveStep(known, null) : new LiveStep(null, ReloadNeed.Start);

    [Fact]
    public async Task One_that_is_named_stays_at_its_last_good_text_and_the_others_are_loaded()
    {
        _run.Daemon.Load = Loads.AllBut(names: true);
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "1"), ("c", "1")));

        _run.Want(Wanted(("a", "2"), ("b", "unloadable"), ("c", "2"), ("d", "unloadable")));
        await _run.HeldAsync(2);

        _run.LastReload().ShouldBe("head\na 2\nb 1\nc 2\n");
        _run.Held().ShouldBe(
        [
            "default/b served: It is valid, but cannot be loaded: line 1 of its text: b unloadable",
            "default/d out: It is valid, but cannot be loaded: line 1 of its text: d unloadable",
        ]);
        _run.Status.Value.Fault.ShouldBeNull();
    }

    [Fact]
    public async Task The_only_one_that_has_changed_needs_no_name()
    {
        _run.Daemon.Load = Loads.AllBut(names: false);
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "1")));

        _run.Want(Wanted(("a", "1"), ("b", "unloadable")));
        await _run.HeldAsync(1);

        _run.Held().ShouldBe(["default/b served: its log says why"]);
        File.ReadAllText(_run.File.Path).ShouldBe("head\na 1\nb 1\n");
    }

    [Theory]
    [InlineData("s0")]
    [InlineData("s15")]
    [InlineData("s0 s1")]
    [InlineData("s3 s7 s8")]
    public async Task Where_nobody_is_named_they_are_found_by_loading_fewer_and_all_others_run_in_the_end(string unloadable)
    {
        _run.Daemon.Load = Loads.AllBut(names: false);
        var names = Enumerable.Range(0, 16).Select(static i => $"s{i}").ToList();
        var bad = unloadable.Split(' ');
        await _run.AppliedAsync(Wanted([.. names.Select(static name => (name, "1"))]));
        _run.LastReload();

        _run.Want(Wanted([.. names.Select(name => (name, bad.Contains(name) ? "unloadable" : "2"))]));
        await _run.HeldAsync(bad.Length);

        File.ReadAllText(_run.File.Path).ShouldBe(Wanted([.. names.Select(name => (name, bad.Contains(name) ? "1" : "2"))]).Text);
        var tries = 0;
        while (_run.Daemon.Reloads.TryRead(out _))
            tries++;
        tries.ShouldBeLessThanOrEqualTo(10 * bad.Length);
    }

    [Fact]
    public async Task It_is_tried_again_less_and_less_often_and_at_once_when_its_text_changes()
    {
        _run.Daemon.Load = Loads.AllBut(names: false);
        await _run.AppliedAsync(Wanted(("a", "1")));
        _run.Want(Wanted(("a", "1"), ("b", "unloadable")));
        await _run.HeldAsync(1);
        _run.LastReload();

        foreach (var minutes in (int[])[1, 2, 4, 8, 16, 16])
        {
            var since = _run.Time.GetUtcNow();
            await _run.TickUntilAsync(() => _run.Daemon.Reloads.Count > 0);
            (await _run.ReloadedAsync()).ShouldContain("unloadable");
            (_run.Time.GetUtcNow() - since).TotalMinutes.ShouldBe(minutes, tolerance: 0.1);
            await _run.HeldAsync(1);
            _run.LastReload();
        }

        var edited = _run.Time.GetUtcNow();
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "2")));
        _run.LastReload().ShouldBe("head\na 1\nb 2\n");
        _run.Time.GetUtcNow().ShouldBe(edited);
        _run.Held().ShouldBeEmpty();

        // The same text once more is a new one.
        _run.Want(Wanted(("a", "1"), ("b", "unloadable")));
        await _run.HeldAsync(1);
        _run.LastReload();
        await _run.TickUntilAsync(() => _run.Daemon.Reloads.Count > 0);
        (_run.Time.GetUtcNow() - edited).TotalMinutes.ShouldBe(1, tolerance: 0.1);
    }

    [Fact]
    public async Task Endpoints_that_come_and_go_are_no_reason_to_try_it_again()
    {
        _run.Daemon.Load = Loads.AllBut(names: false);
        await _run.AppliedAsync(Wanted(("a", "1")));
        _run.Want(Wanted(("a", "1"), ("b", "unloadable\n  server b-0 192.0.2.1:80")));
        await _run.HeldAsync(1);
        _run.LastReload();

        _run.Want(Wanted(("a", "1"), ("b", "unloadable\n  server b-1 192.0.2.2:80\n  server b-2 192.0.2.3:80")));
        await _run.TickAsync();

        await _run.SettledAsync();
        _run.LastReload().ShouldBeNull();
        _run.Held().Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("as before")]
    [InlineData("refused")]
    public async Task One_that_needs_no_reload_any_more_is_forgotten(string how)
    {
        _run.Daemon.Load = Loads.AllBut(names: false);
        _run.Daemon.Judge = Judges.Lines;
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "1")));
        _run.Want(Wanted(("a", "1"), ("b", "unloadable")));
        await _run.HeldAsync(1);

        _run.Want(how == "gone" ? Wanted(("a", "1")) : Wanted(("a", "1"), ("b", how == "refused" ? "unloadable" : "1")));
        if (how == "refused")
            _run.Daemon.Judge = static text => Judges.Lines(text.Replace("unloadable", "bad", StringComparison.Ordinal));
        for (var second = 0; second < 100; second++)
            await _run.TickAsync();

        var validations = _run.Daemon.Validations;
        await _run.TickAsync();
        _run.Daemon.Validations.ShouldBe(validations);
        _run.Held().Length.ShouldBe(how == "refused" ? 1 : 0);
        _run.Status.Value.Fault.ShouldBeNull();
    }

    [Fact]
    public async Task One_whose_time_comes_while_another_is_looked_for_is_not_taken_for_a_new_one()
    {
        _run.Daemon.Load = Loads.AllBut(names: false);
        string[] names = [.. Enumerable.Range(0, 8).Select(static i => $"s{i}")];
        await _run.AppliedAsync(Wanted([.. names.Select(static name => (name, "1"))]));
        _run.Want(Wanted([.. names.Select(static name => (name, "1")), ("z", "unloadable")]));
        await _run.HeldAsync(1);
        var held = _run.Time.GetUtcNow();
        await _run.TickUntilAsync(() => _run.Time.GetUtcNow() - held >= TimeSpan.FromSeconds(58));

        // It takes longer than what is left of the minute.
        _run.Want(Wanted([.. names.Select(static name => (name, name == "s4" ? "unloadable" : "2")), ("z", "unloadable")]));
        await _run.HeldAsync(2);
        var found = _run.Time.GetUtcNow();
        _run.LastReload();

        await _run.TickUntilAsync(() => _run.LastReload()?.Contains("z unloadable", StringComparison.Ordinal) == true);
        (_run.Time.GetUtcNow() - found).TotalMinutes.ShouldBeGreaterThan(1.5);
    }

    [Fact]
    public async Task While_it_is_held_the_others_are_loaded_as_always()
    {
        _run.Daemon.Load = Loads.AllBut(names: false);
        await _run.AppliedAsync(Wanted(("a", "1")));
        _run.Want(Wanted(("a", "1"), ("b", "unloadable")));
        await _run.HeldAsync(1);
        _run.LastReload();

        await _run.AppliedAsync(Wanted(("a", "2"), ("b", "unloadable")));

        _run.LastReload().ShouldBe("head\na 2\n");
        _run.Held().Length.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_the_daemon_has_ended_of_twice_is_not_tried_again_for_a_day()
    {
        _run.Daemon.Load = static text => Task.FromResult<Verdict>(text.Contains("unloadable", StringComparison.Ordinal) ? Ended : new Verdict.Good());
        await _run.AppliedAsync(Wanted(("a", "1")));
        _run.LastReload();
        _run.Want(Wanted(("a", "1"), ("b", "unloadable")));
        await _run.HeldAsync(1);
        _run.Daemon.Reloads.Count.ShouldBe(2);
        _run.LastReload();

        _run.Time.Advance(TimeSpan.FromHours(23.9));
        await _run.TickAsync();
        _run.LastReload().ShouldBeNull();
        _run.Time.Advance(TimeSpan.FromHours(0.1));
        await _run.TickUntilAsync(() => _run.Daemon.Reloads.Count > 0);
    }

    [Fact]
    public async Task A_daemon_that_somebody_ended_while_it_was_reloaded_has_all_soon()
    {
        await _run.AppliedAsync(Wanted(("a", "1")));
        var reloads = 0;
        _run.Daemon.Load = _ => Task.FromResult<Verdict>(++reloads == 1 ? Ended : new Verdict.Good());

        _run.Want(Wanted(("a", "2"), ("b", "1")));
        await _run.UntilAsync(() => _run.Status.Value.Fault is not null);
        var ended = _run.Time.GetUtcNow();
        await _run.HeldAsync(0);

        File.ReadAllText(_run.File.Path).ShouldBe("head\na 2\nb 1\n");
        (_run.Time.GetUtcNow() - ended).TotalSeconds.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task One_that_ends_of_any_text_is_loaded_less_and_less_often()
    {
        await _run.AppliedAsync(Wanted(("a", "1")));
        _run.LastReload();
        _run.Daemon.Load = static _ => Task.FromResult<Verdict>(Ended);
        _run.Daemon.Find = static _ => new LiveStep(null, ReloadNeed.Start);
        _run.Daemon.Look = static (_, _) => new LiveStep(null, ReloadNeed.Start);
        await _run.TickUntilAsync(() => _run.Daemon.Reloads.Count > 0);

        for (var second = 0; second < 32 * 60; second++)
            await _run.TickAsync();

        // After a second, then 1, 2, 4, 8, 16 minutes.
        _run.Daemon.Reloads.Count.ShouldBeInRange(6, 7);
    }

    [Fact]
    public async Task Where_no_text_is_at_fault_all_run_when_the_cause_has_gone()
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "1"), ("c", "1")));
        _run.Daemon.Load = static _ => Task.FromResult<Verdict>(new Verdict.Failed("no memory") { IsOfFile = true, Alerts = [] });
        _run.Want(Wanted(("a", "2"), ("b", "2"), ("c", "2")));
        await _run.TickUntilAsync(() => _run.Held().Length == 3);
        File.ReadAllText(_run.File.Path).ShouldBe("head\na 1\nb 1\nc 1\n");

        _run.Daemon.Load = Loads.AllBut(names: false);
        await _run.HeldAsync(0);

        File.ReadAllText(_run.File.Path).ShouldBe("head\na 2\nb 2\nc 2\n");
    }

    [Fact]
    public async Task A_reload_script_that_fails_speaks_against_nobody()
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "1")));
        _run.Daemon.Load = static _ => Task.FromResult<Verdict>(new Verdict.Failed("it ended with 1") { IsOfFile = true });

        _run.Want(Wanted(("a", "2"), ("b", "1")));
        await _run.UntilAsync(() => _run.Status.Value.Fault == "it ended with 1");

        _run.Held().ShouldBeEmpty();
        _run.Daemon.Load = Loads.AllBut(names: false);
        await _run.HeldAsync(0);
        File.ReadAllText(_run.File.Path).ShouldBe("head\na 2\nb 1\n");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_somebody_else_has_written_meanwhile_is_no_Service_s_fault(bool hasEnded)
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "1")));
        _run.LastReload();
        var loads = 0;
        _run.Daemon.Load = async _ =>
        {
            if (loads++ > 0)
                return new Verdict.Good();

            await File.WriteAllTextAsync(_run.File.Path, "head\na 1\nb nonsense\n");
            return new Verdict.Failed("its log says why") { IsOfFile = true, HasEnded = hasEnded, Alerts = [new Alert("b nonsense", [3], [])] };
        };

        _run.Want(Wanted(("a", "1"), ("b", "2")));
        await _run.UntilAsync(() => _run.Status.Value.Fault is not null);

        _run.Status.Value.Fault.ShouldBe("Somebody else has changed its file while it was loaded, and it could not load that.");
        _run.Held().ShouldBeEmpty();
        await _run.HeldAsync(0);
        File.ReadAllText(_run.File.Path).ShouldBe("head\na 1\nb 2\n");
        loads.ShouldBe(2);
    }

    [Fact]
    public async Task What_has_not_changed_is_not_to_blame()
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "1")));
        _run.LastReload();
        _run.Daemon.Load = static _ => Task.FromResult<Verdict>(new Verdict.Failed("no memory") { IsOfFile = true, Alerts = [new Alert("a 1", [2], [])] });

        _run.Want(Wanted(("a", "1")));
        await _run.UntilAsync(() => _run.Status.Value.Fault == "no memory");

        _run.Held().ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    private static Verdict.Failed Ended => new("it ended") { IsOfFile = true, HasEnded = true, Alerts = [] };
}
