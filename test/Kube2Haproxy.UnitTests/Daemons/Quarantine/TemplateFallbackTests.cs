using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons;
using static Kube2Haproxy.UnitTests.Daemons.Quarantine.Texts;

namespace Kube2Haproxy.UnitTests.Daemons.Quarantine;

public sealed class TemplateFallbackTests : IAsyncDisposable
{
    private static readonly TemplateVersion Old = new("t", new Dictionary<string, string> { ["t"] = "old" });
    private static readonly TemplateVersion New = new("t", new Dictionary<string, string> { ["t"] = "new" });

    private readonly ApplyRun _run = new(TimeSpan.Zero);

    public TemplateFallbackTests() => _run.Daemon.Judge = Judges.Lines;

    [Fact]
    public async Task A_template_that_the_daemon_has_run_is_told_once()
    {
        await _run.AppliedAsync(Wanted(("a", "1")) with { Template = Old });
        await _run.AppliedAsync(Wanted(("a", "2")) with { Template = Old });

        Told().ShouldBe([Old]);
    }

    [Fact]
    public async Task It_is_told_again_by_the_next_process()
    {
        await _run.AppliedAsync(Wanted(("a", "1")) with { Template = Old });
        Told();

        await _run.RestartAsync();
        await _run.AppliedAsync(Wanted(("a", "1")) with { Template = Old });

        Told().ShouldBe([Old]);
    }

    [Fact]
    public async Task Where_a_new_template_is_refused_the_last_good_one_applies_what_the_cluster_changed()
    {
        await _run.AppliedAsync(Wanted(("a", "1")) with { Template = Old });
        _run.LastReload();

        _run.Want(Wanted(("a", "bad")) with { Template = New, Fallback = Wanted(("a", "2")) with { Template = Old } });
        await _run.UntilAsync(() => _run.Status.Value.Fault is not null);

        _run.LastReload().ShouldBe("head\na 2\n");
        _run.Status.Value.Fault.ShouldBe("The newest template is refused; the last good one stays in force. bad lines");
        File.ReadAllText(_run.File.CandidatePath).ShouldBe("head\na bad\n");
    }

    [Fact]
    public async Task A_refused_template_is_not_judged_again_within_the_minute_and_taken_when_it_is_good_then()
    {
        await _run.AppliedAsync(Wanted(("a", "1")) with { Template = Old });
        _run.LastReload();
        _run.Want(Wanted(("a", "bad 2")) with { Template = New, Fallback = Wanted(("a", "2")) with { Template = Old } });
        await _run.UntilAsync(() => _run.Status.Value.Fault is not null);
        _run.LastReload();
        var validations = _run.Daemon.Validations;

        _run.Want(Wanted(("a", "bad 3")) with { Template = New, Fallback = Wanted(("a", "3")) with { Template = Old } });
        await _run.UntilAsync(() => _run.Daemon.Reloads.Count > 0);
        _run.LastReload().ShouldBe("head\na 3\n");
        _run.Daemon.Validations.ShouldBe(validations + 1);
        await _run.SettledAsync();
        File.ReadAllText(_run.File.CandidatePath).ShouldBe("head\na bad 3\n");

        _run.Daemon.Judge = static _ => new Verdict.Good();
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is null);
        _run.LastReload().ShouldBe("head\na bad 3\n");
        Told().ShouldBe([Old, New]);
    }

    [Fact]
    public async Task A_new_template_that_is_valid_and_cannot_be_loaded_counts_as_refused()
    {
        await _run.AppliedAsync(Wanted(("a", "1")) with { Template = Old });
        _run.LastReload();
        _run.Daemon.Load = LoadsNo("evil");

        _run.Want(Wanted(("a", "evil 2")) with { Template = New, Fallback = Wanted(("a", "2")) with { Template = Old } });
        await _run.UntilAsync(() => _run.Status.Value.Fault?.StartsWith("The newest template", StringComparison.Ordinal) == true);

        _run.Status.Value.Fault.ShouldBe("The newest template is refused; the last good one stays in force. It could not load it.");
        _run.LastReload().ShouldBe("head\na 2\n");
        File.ReadAllText(_run.File.CandidatePath).ShouldBe("head\na evil 2\n");

        _run.Want(Wanted(("a", "evil 3")) with { Template = New, Fallback = Wanted(("a", "3")) with { Template = Old } });
        await _run.UntilAsync(() => _run.Daemon.Reloads.Count > 0);
        _run.LastReload().ShouldBe("head\na 3\n");
        Told().ShouldBe([Old]);
    }

    [Fact]
    public async Task What_cannot_be_loaded_is_tried_again_less_and_less_and_taken_when_it_can_be()
    {
        var old = Wanted(("a", "1")) with { Template = Old };
        await _run.AppliedAsync(old);
        _run.LastReload();
        _run.Daemon.Load = LoadsNo("evil");
        _run.Want(Wanted(("a", "evil")) with { Template = New, Fallback = old });

        foreach (var wait in new[] { 1, 2, 4, 8, 16, 16 })
        {
            (await _run.ReloadedAsync()).ShouldBe("head\na evil\n");
            (await _run.ReloadedAsync()).ShouldBe("head\na 1\n");
            await _run.UntilAsync(() => _run.Status.Value.Fault?.StartsWith("The newest template", StringComparison.Ordinal) == true);
            await _run.SettledAsync();

            _run.Time.Advance(TimeSpan.FromMinutes(wait) - TimeSpan.FromSeconds(1));
            await _run.SettledAsync();
            _run.LastReload().ShouldBeNull();
            await _run.AdvanceUntilAsync(() => _run.Daemon.Reloads.Count > 0);
        }

        await _run.ReloadedAsync();
        _run.Daemon.Load = LoadsNo("nothing");
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is null);
        _run.LastReload().ShouldBe("head\na evil\n");
        Told().ShouldBe([Old, New]);
    }

    [Fact]
    public async Task One_that_the_daemon_ends_of_is_not_tried_again_within_the_day_unless_it_is_edited()
    {
        var old = Wanted(("a", "1")) with { Template = Old };
        await _run.AppliedAsync(old);
        _run.LastReload();
        _run.Daemon.Load = static text => Task.FromResult<Verdict>(text.Contains("evil", StringComparison.Ordinal)
            ? new Verdict.Failed("It has ended.") { IsOfFile = true, HasEnded = true }
            : new Verdict.Good());
        _run.Want(Wanted(("a", "evil")) with { Template = New, Fallback = old });
        await _run.UntilAsync(() => _run.Status.Value.Fault?.StartsWith("The newest template", StringComparison.Ordinal) == true);
        File.ReadAllText(_run.File.Path).ShouldBe("head\na 1\n");
        _run.LastReload();

        _run.Time.Advance(TimeSpan.FromHours(23));
        await _run.SettledAsync();
        _run.LastReload().ShouldBeNull();

        _run.Daemon.Load = LoadsNo("evil");
        var edited = new TemplateVersion("t", new Dictionary<string, string> { ["t"] = "edited" });
        _run.Want(Wanted(("a", "good")) with { Template = edited, Fallback = old });
        await _run.UntilAsync(() => _run.Daemon.Reloads.Count > 0);
        _run.LastReload().ShouldBe("head\na good\n");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reload_that_fails_for_another_reason_than_the_file_speaks_against_no_template(bool isThere)
    {
        await _run.AppliedAsync(Wanted(("a", "1")) with { Template = Old });
        _run.LastReload();
        _run.Daemon.Load = _ => Task.FromResult<Verdict>(isThere ? new Verdict.Failed("No answer in time.") : new Verdict.NotRunning("It is not there."));

        _run.Want(Wanted(("a", "2")) with { Template = New, Fallback = Wanted(("a", "1")) with { Template = Old } });
        await _run.UntilAsync(() => _run.Status.Value.Fault is not null);
        await _run.SettledAsync();
        _run.Daemon.Load = LoadsNo("evil");
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is null);

        _run.LastReload().ShouldBe("head\na 2\n");
        Told().ShouldBe([Old, New]);
    }

    [Fact]
    public async Task A_new_template_that_many_Services_do_not_survive_is_refused_and_one_that_few_do_not_is_taken()
    {
        (string, string)[] all = [.. Enumerable.Range(10, 60).Select(i => ($"s{i}", "1"))];
        await _run.AppliedAsync(Wanted(all) with { Template = Old });
        _run.LastReload();
        var old = Wanted(all) with { Template = Old };

        _run.Want(Wanted([.. all.Select((one, i) => (one.Item1, i < 21 ? "bad" : "2"))]) with { Template = New, Fallback = old });
        await _run.UntilAsync(() => _run.Status.Value.Fault is not null);
        _run.LastReload().ShouldBeNull();

        var newer = new TemplateVersion("t", new Dictionary<string, string> { ["t"] = "newer" });
        _run.Want(Wanted([.. all.Select((one, i) => (one.Item1, i < 20 ? "bad" : "2"))]) with { Template = newer, Fallback = old });
        await _run.UntilAsync(() => _run.Status.Value.Fault is null);
        _run.Status.Value.Quarantined.Count.ShouldBe(20);
    }

    [Fact]
    public async Task A_new_template_that_gives_many_Services_no_text_is_refused_also_where_the_rest_runs_already()
    {
        (string, string)[] all = [.. Enumerable.Range(10, 60).Select(i => ($"s{i}", "1"))];
        var old = Wanted(all) with { Template = Old };
        await _run.AppliedAsync(old);
        Told();

        _run.Want(new HaproxyConfiguration(
            [.. old.Fragments.Select((fragment, i) => i is 0 or > 21 ? fragment : fragment with { Text = "", Fault = "no such member." })], [])
        {
            Template = New,
            Fallback = old,
        });
        await _run.UntilAsync(() => _run.Status.Value.Fault is not null);

        _run.Status.Value.Fault.ShouldBe("The newest template is refused; the last good one stays in force. no such member.");
        Told().ShouldBeEmpty();
    }

    [Fact]
    public async Task Services_that_were_held_back_before_do_not_speak_against_a_new_template()
    {
        (string Name, string Text)[] all = [.. Enumerable.Range(10, 60).Select((i, at) => ($"s{i}", at < 30 ? "bad" : "1"))];
        await _run.AppliedAsync(Wanted(all) with { Template = Old });

        await _run.AppliedAsync(
            Wanted([.. all.Select(one => (one.Name, one.Text + " newer"))]) with { Template = New, Fallback = Wanted(all) with { Template = Old } });

        _run.Status.Value.Fault.ShouldBeNull();
        Told().ShouldBe([Old, New]);
    }

    [Fact]
    public async Task A_new_template_does_not_take_away_a_Service_that_runs()
    {
        var old = Wanted(("a", "1"), ("b", "1")) with { Template = Old };
        await _run.AppliedAsync(old);
        _run.LastReload();

        // With another block in it, the last good text has no place.
        _run.Want(new HaproxyConfiguration([.. Wanted(("a", "bad"), ("b", "2")).Fragments, .. old.Fragments], []) { Template = New, Fallback = old });
        await _run.SettledAsync();

        _run.LastReload().ShouldBeNull();
        _run.Status.Value.Fault.ShouldBe("The newest template is refused; the last good one stays in force. bad lines");
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    /// <summary>A daemon whose program finds nothing wrong with the word, and that cannot load a file with it.</summary>
    private static Func<string, Task<Verdict>> LoadsNo(string word) => text => Task.FromResult<Verdict>(
        text.Contains(word, StringComparison.Ordinal) ? new Verdict.Failed("It could not load it.") { IsOfFile = true } : new Verdict.Good());

    private List<TemplateVersion> Told()
    {
        List<TemplateVersion> told = [];
        while (_run.Inputs.TryRead(out var input))
            told.Add(input.ShouldBeOfType<RenderInput.TemplateTaken>().Template);

        return told;
    }
}
