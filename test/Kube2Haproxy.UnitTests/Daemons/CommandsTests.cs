using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons;

namespace Kube2Haproxy.UnitTests.Daemons;

/// <summary>A daemon that takes by commands what begins with the same word as what it runs, and must be reloaded for anything else.</summary>
public sealed class CommandsTests : IAsyncDisposable
{
    private readonly ApplyRun _run = new(TimeSpan.FromSeconds(5));
    private readonly List<string> _sent = [];

    public CommandsTests() => _run.Daemon.Change = (running, wanted) =>
    {
        if (Evidence.IsSame(running, wanted))
            return new LiveStep(running, null);
        if (Text(running)[0] != Text(wanted)[0])
            return new LiveStep(running, new ReloadNeed("section_added", "Another word."));

        _sent.Add(Text(wanted));
        return new LiveStep(wanted, null) { Changed = "a server" };
    };

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    [Fact]
    public async Task What_commands_can_do_is_live_at_once_unjudged_and_the_file_follows()
    {
        await LiveAsync("a1");
        var validations = _run.Daemon.Validations;

        // Time does not go on.
        _run.Want("a2");
        await _run.UntilAsync(() => _sent.Contains("a2"));
        _run.Daemon.Validations.ShouldBe(validations);

        await _run.AdvanceUntilAsync(() => File.ReadAllText(_run.File.Path) == "a2");
        await _run.AdvanceUntilAsync(() => _run.File.ReadLastGoodText() == "a2");
        _run.Daemon.Validations.ShouldBe(validations + 1);
        _run.LastReload().ShouldBeNull();
    }

    [Fact]
    public async Task Many_changes_are_a_write_a_second_and_a_judgement_in_ten()
    {
        await LiveAsync("a0");
        var validations = _run.Daemon.Validations;
        for (var i = 1; i <= 50; i++)
        {
            _run.Want($"a{i}");
            await _run.UntilAsync(() => _sent.Contains($"a{i}"));
            _run.Time.Advance(TimeSpan.FromMilliseconds(400));
        }

        await _run.AdvanceUntilAsync(() => _run.File.ReadLastGoodText() == "a50");
        _run.Daemon.Validations.ShouldBeInRange(validations + 1, validations + 4);
        _run.LastReload().ShouldBeNull();
    }

    [Fact]
    public async Task They_go_out_while_a_reload_waits_for_its_turn()
    {
        await LiveAsync("a1");
        _run.Want("b1");
        await _run.SettledAsync();

        _run.Want("a2");
        await _run.UntilAsync(() => _sent.Contains("a2"));
        _run.LastReload().ShouldBeNull();
    }

    [Fact]
    public async Task They_go_out_while_a_reload_that_failed_is_held_back_and_a_newer_one_waits_too()
    {
        await LiveAsync("a1");
        _run.Daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Failed("cannot bind"));

        // After it nobody knows what runs, until the daemon is asked again.
        _run.Daemon.Find = evidence => new LiveStep(evidence.Known, null);
        _run.Want("b1");
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is not null);
        (await _run.ReloadedAsync()).ShouldBe("b1");

        _run.Want("c1");
        await _run.SettledAsync();
        _run.LastReload().ShouldBeNull();
        _run.Want("a3");
        await _run.UntilAsync(() => _sent.Contains("a3"));
        await _run.UntilAsync(() => _run.Status.Value.Fault is null);
    }

    [Fact]
    public async Task An_answer_that_is_not_known_to_be_good_ends_in_a_reload()
    {
        await LiveAsync("a1");
        _run.Daemon.Change = static (_, _) => new LiveStep(null, new ReloadNeed("surprise", "\"add server\" was answered by \"Oh.\"."));

        _run.Want("a2");

        await _run.AdvanceUntilAsync(() => _run.Daemon.Reloads.Count > 0);
        (await _run.ReloadedAsync()).ShouldBe("a2");
        File.ReadAllText(_run.File.Path).ShouldBe("a2");
    }

    [Fact]
    public async Task What_is_refused_as_a_file_afterwards_makes_way_for_the_last_good_one_and_is_said()
    {
        await LiveAsync("a1");
        _run.Daemon.Judge = static text => text == "a-bad" ? new Verdict.Refused("line 1 is bad") : new Verdict.Good();

        _run.Want("a-bad");
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is not null);
        _run.Status.Value.Fault.ShouldBe("line 1 is bad");
        File.ReadAllText(_run.File.Path).ShouldBe("a1");

        _run.Want("a3");
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is null);
        await _run.AdvanceUntilAsync(() => File.ReadAllText(_run.File.Path) == "a3");
        _run.LastReload().ShouldBeNull();
    }

    [Fact]
    public async Task A_disk_that_refuses_the_last_good_one_is_said_and_tried_again_each_second()
    {
        Directory.CreateDirectory(_run.File.LastGoodPath);
        await LiveAsync("a1");
        await _run.UntilAsync(() => _run.Status.Value.Fault is not null);
        _run.Status.Value.Fault!.ShouldStartWith($"{_run.File.Path} cannot be replaced: ");

        // Time does not go on.
        await _run.SettledAsync();
        var begun = _run.Gate.Begun;
        foreach (var _ in Enumerable.Range(0, 100))
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        (_run.Gate.Begun - begun).ShouldBeLessThan(10);

        Directory.Delete(_run.File.LastGoodPath);
        await _run.AdvanceUntilAsync(() => _run.File.ReadLastGoodText() == "a1");
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is null);
    }

    [Fact]
    public async Task A_program_that_cannot_judge_what_commands_have_made_is_a_fault()
    {
        await LiveAsync("a1");
        _run.Daemon.Judge = static _ => new Verdict.Failed("haproxy cannot be started");
        _run.Want("a2");
        await _run.UntilAsync(() => _sent.Contains("a2"));

        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault == "haproxy cannot be started");

        _run.Daemon.Judge = static _ => new Verdict.Good();
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is null);
        _run.LastReload().ShouldBeNull();
    }

    [Fact]
    public async Task What_was_sent_last_is_in_the_file_when_it_ends()
    {
        await LiveAsync("a1");
        _run.Want("a2");
        await _run.UntilAsync(() => _sent.Contains("a2"));

        await _run.StopAsync();
        await Should.ThrowAsync<OperationCanceledException>(_run.Running);

        File.ReadAllText(_run.File.Path).ShouldBe("a2");
    }

    [Fact]
    public async Task What_says_the_same_is_neither_sent_nor_written()
    {
        await LiveAsync("a1");
        await _run.AdvanceUntilAsync(() => _run.File.ReadLastGoodText() == "a1");
        File.SetLastWriteTimeUtc(_run.File.LastGoodPath, DateTime.UnixEpoch);
        var (stamp, validations) = (_run.File.Stamp(), _run.Daemon.Validations);

        var before = _run.Status.Value;
        _run.Want("a1");
        await _run.UntilAsync(() => !ReferenceEquals(_run.Status.Value, before));
        var until = _run.Time.GetUtcNow().AddSeconds(30);
        await _run.AdvanceUntilAsync(() => _run.Time.GetUtcNow() > until);

        _sent.ShouldBeEmpty();
        (_run.File.Stamp(), _run.Daemon.Validations).ShouldBe((stamp, validations));
        File.GetLastWriteTimeUtc(_run.File.LastGoodPath).ShouldBe(DateTime.UnixEpoch);
    }

    private static string Text(IEnumerable<Fragment> fragments) => string.Concat(fragments.Select(static fragment => fragment.Text));

    private async Task LiveAsync(string text)
    {
        _run.Start();
        _run.Want(text);
        (await _run.ReloadedAsync()).ShouldBe(text);
        await _run.UntilAsync(() => _run.Status.Value.Applied);
    }
}
