using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons;

namespace Kube2Haproxy.UnitTests.Daemons;

/// <summary>Somebody else writes the daemon's file, and makes the daemon read it before it is written again.</summary>
public sealed class OtherFileTests : IAsyncDisposable
{
    private readonly ApplyRun _run = new(TimeSpan.Zero);
    private readonly List<Evidence> _asked = [];
    private int _looks;

    public OtherFileTests()
    {
        _run.Daemon.Look = Look;
        _run.Daemon.Change = static (_, wanted) => new LiveStep(wanted, null);
        _run.Daemon.Find = evidence =>
        {
            _asked.Add(evidence);
            return new LiveStep(null, ReloadNeed.Start);
        };
    }

    [Fact]
    public async Task What_it_read_then_is_not_taken_for_what_the_file_holds_again()
    {
        await RunAsync("one");
        File.WriteAllText(_run.File.Path, "somebody else's");
        await _run.AdvanceUntilAsync(() => File.ReadAllText(_run.File.Path) == "one");
        (await LoseAsync()).MayBeOther.ShouldBeTrue();
    }

    [Fact]
    public async Task A_write_that_is_due_before_the_next_look_sees_it_too()
    {
        await RunAsync("one");
        await _run.AdvanceUntilAsync(() => _looks > 1);
        await _run.SettledAsync();
        File.WriteAllText(_run.File.Path, "somebody else's");
        _run.Want("two");
        await _run.UntilAsync(() => File.ReadAllText(_run.File.Path) == "two");
        (await LoseAsync()).MayBeOther.ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_written_while_it_was_loaded_may_run_in_its_place()
    {
        _run.Daemon.Load = text =>
        {
            File.WriteAllText(_run.File.Path, "somebody else's");
            _run.Daemon.Load = static _ => Task.FromResult<Verdict>(new Verdict.Good());
            return Task.FromResult<Verdict>(new Verdict.Good());
        };
        _run.Start();
        _run.Want("one");
        (await _run.ReloadedAsync()).ShouldBe("one");

        string? again = null;
        await _run.AdvanceUntilAsync(() => (again ??= _run.LastReload()) is not null);

        again.ShouldBe("one");
        _asked[^1].File.ShouldHaveSingleItem().Text.ShouldBe("somebody else's");
        _asked[^1].MayBeOther.ShouldBeTrue();
        await _run.UntilAsync(() => _run.Status.Value is { Applied: true, Fault: null });
    }

    [Fact]
    public async Task After_the_next_good_reload_all_is_known_again()
    {
        await RunAsync("one");
        File.WriteAllText(_run.File.Path, "somebody else's");
        await _run.AdvanceUntilAsync(() => File.ReadAllText(_run.File.Path) == "one");
        var before = _run.Status.Value;
        await LoseAsync();
        _run.Daemon.Look = Look;
        await ReloadedAsync("one", before);
        (await LoseAsync()).MayBeOther.ShouldBeFalse();
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    /// <summary>Until it runs that, by a reload, and the file may be written again at once.</summary>
    private async Task RunAsync(string text)
    {
        var before = _run.Status.Value;
        _run.Start();
        _run.Want(text);
        await ReloadedAsync(text, before);
        _asked.Clear();
    }

    private async Task ReloadedAsync(string text, DaemonStatus before)
    {
        (await _run.ReloadedAsync()).ShouldBe(text);
        await _run.UntilAsync(() => !ReferenceEquals(_run.Status.Value, before) && _run.Status.Value.Fault is null);
        await _run.SettledAsync();
    }

    private LiveStep Look(IReadOnlyList<Fragment> running, bool isFileChanged)
    {
        _looks++;
        return new LiveStep(running, null);
    }

    /// <summary>Until the next look has found another daemon.</summary>
    /// <returns>What is known then. It may be reloaded at once, and found another one again.</returns>
    private async Task<Evidence> LoseAsync()
    {
        var before = _asked.Count;
        _run.Daemon.Look = static (_, _) => LiveStep.Lost;
        await _run.AdvanceUntilAsync(() => _asked.Count > before);
        return _asked[before];
    }
}
