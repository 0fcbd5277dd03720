using System.Text.RegularExpressions;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Quarantine;
using static Kube2Haproxy.UnitTests.Daemons.Quarantine.Texts;

namespace Kube2Haproxy.UnitTests.Daemons.Quarantine;

public sealed class QuarantineTests : IAsyncDisposable
{
    private readonly ApplyRun _run = new(TimeSpan.Zero);

    public QuarantineTests() => _run.Daemon.Judge = Judges.Lines;

    [Fact]
    public async Task A_refused_Service_stays_at_its_last_good_text_and_the_others_are_applied_in_the_same_pass()
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "1"), ("c", "1")));

        await _run.AppliedAsync(Wanted(("a", "2"), ("b", "bad"), ("c", "2")));

        _run.LastReload().ShouldBe("head\na 2\nb 1\nc 2\n");
        Quarantined().ShouldBe(["default/b served: line 1 of its text: b bad is bad"]);
        _run.Status.Value.Fault.ShouldBeNull();
    }

    [Fact]
    public async Task What_came_by_commands_is_the_last_good_text_though_nobody_has_judged_it_yet()
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "1")));
        _run.Daemon.Change = static (_, wanted) => new LiveStep(wanted, null);
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "2")));
        await _run.AdvanceUntilAsync(() => _run.File.ReadLastGoodText() == "head\na 1\nb 2\n");
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "3")));
        _run.Daemon.Change = static (running, wanted) =>
            new LiveStep(running, Evidence.IsSame(running, wanted) ? null : new ReloadNeed("change", "It differs."));
        _run.LastReload();

        await _run.AppliedAsync(Wanted(("a", "2"), ("b", "bad")));

        _run.LastReload().ShouldBe("head\na 2\nb 3\n");
        Quarantined().ShouldBe(["default/b served: line 1 of its text: b bad is bad"]);
    }

    [Fact]
    public async Task What_came_by_commands_and_is_refused_makes_way_for_what_was_judged_to_be_good()
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "1")));
        _run.Daemon.Change = static (_, wanted) => new LiveStep(wanted, null);
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "2")));
        await _run.AdvanceUntilAsync(() => _run.File.ReadLastGoodText() == "head\na 1\nb 2\n");
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "bad by commands")));
        _run.Daemon.Change = static (running, wanted) =>
            new LiveStep(running, Evidence.IsSame(running, wanted) ? null : new ReloadNeed("change", "It differs."));
        _run.LastReload();

        await _run.AppliedAsync(Wanted(("a", "2"), ("b", "bad")));

        _run.LastReload().ShouldBe("head\na 2\nb 2\n");
    }

    [Fact]
    public async Task A_refused_Service_that_was_never_good_is_left_out()
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "bad"), ("c", "1")));

        _run.LastReload().ShouldBe("head\na 1\nc 1\n");
        Quarantined().ShouldBe(["default/b out: line 1 of its text: b bad is bad"]);
    }

    [Fact]
    public async Task A_Service_whose_last_good_text_is_refused_too_is_left_out()
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "certificate"), ("c", "1")));
        _run.Daemon.Judge = text => Judges.Lines(text.Replace("certificate", "bad", StringComparison.Ordinal));

        await _run.AppliedAsync(Wanted(("a", "2"), ("b", "certificate new"), ("c", "1")));

        _run.LastReload().ShouldBe("head\na 2\nc 1\n");
        Quarantined().Single().ShouldStartWith("default/b out: ");
    }

    [Fact]
    public async Task It_comes_back_by_itself_when_it_is_mended()
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "bad"), ("c", "1")));
        _run.LastReload();

        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "1"), ("c", "1")));

        _run.LastReload().ShouldBe("head\na 1\nb 1\nc 1\n");
        Quarantined().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_mended_outside_comes_back_after_a_minute_without_a_change()
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "bad"), ("c", "1")));
        _run.LastReload();
        var since = _run.Time.GetUtcNow();

        _run.Daemon.Judge = static _ => new Verdict.Good();
        await _run.AdvanceUntilAsync(() => _run.Daemon.Reloads.Count > 0);

        _run.LastReload().ShouldBe("head\na 1\nb bad\nc 1\n");
        (_run.Time.GetUtcNow() - since).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(55));
        await _run.UntilAsync(() => Quarantined().Length == 0);
    }

    [Fact]
    public async Task Thousands_that_are_refused_and_come_back_are_told_in_few_lines()
    {
        // Those that run are not taken away, and the even ones do not run yet.
        string[] names = [.. Enumerable.Range(1000, 5000).Select(i => $"s{i}")];
        await _run.AppliedAsync(Wanted([.. names.Where((_, i) => i % 2 == 0).Select(name => (name, "1"))]));
        _run.Daemon.Judge = text => Judges.Lines(text) is Verdict.Refused
            ? new Verdict.Refused("bad") { Alerts = [.. text.Split('\n').Index().Where(IsBad).Select(line => new Alert("bad", [line.Index + 1], []))] }
            : new Verdict.Good();

        await _run.AppliedAsync(Wanted([.. names.Select(name => (name, "bad"))]));

        await _run.SettledAsync();
        Quarantined().Length.ShouldBe(5000);
        _run.Log.Lines.Count.ShouldBeLessThan(30, string.Join('\n', _run.Log.Lines.Take(40)));
        _run.Log.Lines.ShouldContain("Error: haproxy: 2490 more are refused as they are now, and stay at their last good text: "
            + "default/s1020, default/s1022, default/s1024, default/s1026, default/s1028 first. kube2haproxy status --json has all.");
        _run.Log.Lines.ShouldContain("Error: haproxy: 2490 more are refused and have no good text, so they are left out: "
            + "default/s1021, default/s1023, default/s1025, default/s1027, default/s1029 first. kube2haproxy status --json has all.");

        var before = _run.Log.Lines.Count;
        await _run.AppliedAsync(Wanted([.. names.Select(name => (name, "2"))]));

        await _run.SettledAsync();
        Quarantined().ShouldBeEmpty();
        (_run.Log.Lines.Count - before).ShouldBeLessThan(15);
        _run.Log.Lines.ShouldContain("Information: haproxy: 4990 more are no longer held back: "
            + "default/s1010, default/s1011, default/s1012, default/s1013, default/s1014 first.");

        static bool IsBad((int Index, string Item) line) => line.Item.Contains("bad", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_only_waits_for_the_search_is_not_held_for_the_minute()
    {
        (string, string)[] services = [.. Enumerable.Range(0, 3000).Select(i => ($"s{i}", i < 3 ? "vague" : "1"))];

        await _run.AppliedAsync(Wanted(services));

        await _run.UntilAsync(() => _run.Status.Value.Quarantined is { Count: 3 } and [{ Service.Name: "s0" }, { Service.Name: "s1" }, ..]);
        File.ReadAllText(_run.File.Path).ShouldBe(Wanted(services[3..]).Text);
    }

    [Fact]
    public async Task More_than_one_pass_can_find_do_not_hold_up_the_others()
    {
        (string, string)[] services = [.. Enumerable.Range(0, 1500).Select(i => ($"s{i}", i < 1400 ? "bad" : "1"))];

        await _run.AppliedAsync(Wanted(services));

        _run.Status.Value.Fault.ShouldBeNull();
        _run.Status.Value.Quarantined.Count.ShouldBe(1400);
        File.ReadAllText(_run.File.Path).ShouldBe(Wanted(services[1400..]).Text);
    }

    [Fact]
    public async Task More_than_ten_that_run_are_never_taken_away_though_the_daemon_names_one_at_a_time()
    {
        (string Name, string Text)[] services = [.. Enumerable.Range(0, 20).Select(i => ($"s{i}", i < 15 ? "certificate" : "1"))];
        await _run.AppliedAsync(Wanted(services));
        services[19].Text = "2";
        _run.Daemon.Judge = text => Judges.Lines(new Regex("certificate").Replace(text, "bad", 1));

        _run.Want(Wanted(services));
        await _run.SettledAsync();
        _run.Status.Value.Fault.ShouldBe("bad lines");

        _run.LastReload();
        _run.Daemon.Judge = Judges.Lines;
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is null);
        (await _run.ReloadedAsync()).ShouldBe(Wanted(services).Text);
    }

    [Fact]
    public async Task A_state_that_goes_back_to_what_is_live_ends_the_search()
    {
        (string, string)[] services = [.. Enumerable.Range(0, 3000).Select(i => ($"s{i}", "1"))];
        await _run.AppliedAsync(Wanted(services));
        var before = _run.Daemon.Validations;
        var back = false;
        _run.Daemon.Judge = text =>
        {
            // In the midst of the first pass.
            if (!back && _run.Daemon.Validations == before + 19)
            {
                back = true;
                _run.Want(Wanted(services));
            }

            return Judges.Lines(text);
        };

        await _run.AppliedAsync(Wanted([.. services.Select((one, i) => (one.Item1, i < 3 ? "vague" : "2"))]));

        await _run.UntilAsync(() => back && _run.Status.Value.Quarantined.Count == 0);
        await _run.SettledAsync();
    }

    [Fact]
    public async Task A_refused_text_is_not_judged_again_within_the_minute()
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "bad"), ("c", "1")));
        var validations = _run.Daemon.Validations;

        await _run.AppliedAsync(Wanted(("a", "2"), ("b", "bad"), ("c", "1")));

        _run.Daemon.Validations.ShouldBe(validations + 1);
        Quarantined().Length.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_refused_again_after_the_minute_causes_no_reload()
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "bad"), ("c", "1")));
        _run.LastReload();
        var validations = _run.Daemon.Validations;

        await _run.AdvanceUntilAsync(() => _run.Daemon.Validations == validations + 4);

        _run.LastReload().ShouldBeNull();
        Quarantined().Length.ShouldBe(1);
    }

    [Fact]
    public async Task After_a_restart_the_last_good_text_is_known_and_nothing_is_reloaded()
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "1")));
        _run.LastReload();
        await _run.AppliedAsync(Wanted(("a", "2"), ("b", "bad")));
        _run.LastReload();

        await _run.RestartAsync();
        await _run.AppliedAsync(Wanted(("a", "2"), ("b", "bad")));

        Quarantined().ShouldBe(["default/b served: line 1 of its text: b bad is bad"]);
        File.ReadAllText(_run.File.Path).ShouldBe("head\na 2\nb 1\n");
        _run.LastReload().ShouldBeNull();
    }

    [Fact]
    public async Task The_refused_text_is_on_disk_where_the_complaint_can_be_looked_up()
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "bad"), ("c", "1")));

        await _run.UntilAsync(() => File.Exists(_run.File.CandidatePath));
        File.ReadAllText(_run.File.CandidatePath).ShouldBe("head\na 1\nb bad\nc 1\n");
    }

    [Fact]
    public async Task A_Service_that_the_template_gives_no_text_for_is_held_back_without_asking_the_daemon()
    {
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "1")));
        _run.LastReload();
        var validations = _run.Daemon.Validations;

        await _run.AppliedAsync(new HaproxyConfiguration(
            [new Fragment(null, "head\n"), new Fragment(Name("a"), "a 2\n"), new Fragment(Name("b"), "") { Fault = "unknown member." }], []));

        _run.LastReload().ShouldBe("head\na 2\nb 1\n");
        _run.Daemon.Validations.ShouldBe(validations + 1);
        Quarantined().ShouldBe(["default/b served: unknown member."]);
    }

    [Fact]
    public async Task What_is_wrong_around_the_Services_refuses_all()
    {
        await _run.AppliedAsync(Wanted(("a", "1")));
        _run.LastReload();

        _run.Want(new HaproxyConfiguration([new Fragment(null, "bad head\n"), new Fragment(Name("a"), "a 2\n")], []));
        await _run.UntilAsync(() => _run.Status.Value.Fault is not null);

        _run.Status.Value.Fault.ShouldBe("bad lines");
        File.ReadAllText(_run.File.Path).ShouldBe("head\na 1\n");
        File.ReadAllText(_run.File.CandidatePath).ShouldBe("bad head\na 2\n");
        _run.LastReload().ShouldBeNull();
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    private string[] Quarantined() =>
        [.. _run.Status.Value.Quarantined.Select(one => $"{one.Service} {(one.IsServed ? "served" : "out")}: {one.Complaint}")];
}
