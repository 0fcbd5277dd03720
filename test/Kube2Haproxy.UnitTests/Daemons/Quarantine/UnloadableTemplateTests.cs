using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons;
using static Kube2Haproxy.UnitTests.Daemons.Quarantine.Texts;

namespace Kube2Haproxy.UnitTests.Daemons.Quarantine;

/// <summary>New templates, while there are Services that cannot be loaded.</summary>
public sealed class UnloadableTemplateTests : IAsyncDisposable
{
    private static readonly TemplateVersion Old = new("t", new Dictionary<string, string> { ["t"] = "old" });
    private static readonly TemplateVersion New = new("t", new Dictionary<string, string> { ["t"] = "new" });

    private readonly ApplyRun _run = new(TimeSpan.Zero);

    /// <summary>Who could not load the new text still runs the old one, and can be asked.</summary>
    public UnloadableTemplateTests() => _run.Daemon.Find = static evidence =>
        evidence.Known is { } known ? new LiveStep(known, null) : new LiveStep(null, ReloadNeed.Start);

    [Theory]
    [InlineData(true, "newer unloadable")]
    [InlineData(false, "newer unloadable")]
    [InlineData(false, "mended")]
    public async Task A_new_template_is_not_at_fault_for_one_that_could_not_be_loaded_before(bool names, string text)
    {
        _run.Daemon.Load = Loads.AllBut(names);
        await _run.AppliedAsync(Wanted(("a", "1"), ("b", "1")) with { Template = Old });
        var last = Wanted(("a", "1"), ("b", "1"), ("c", "unloadable")) with { Template = Old };
        _run.Want(last);
        await _run.HeldAsync(1);
        _run.LastReload();

        var edited = _run.Time.GetUtcNow();
        _run.Want(Wanted(("a", "newer 1"), ("b", "newer 1"), ("c", text)) with { Template = New, Fallback = last });
        await _run.UntilAsync(() => _run.Daemon.Reloads.Count > 0);

        // First without it; then it is tried as one that has changed.
        (await _run.ReloadedAsync()).ShouldBe("head\na newer 1\nb newer 1\n");
        (await _run.ReloadedAsync()).ShouldBe($"head\na newer 1\nb newer 1\nc {text}\n");
        (_run.Time.GetUtcNow() - edited).ShouldBe(TimeSpan.Zero);
        await _run.HeldAsync(text == "mended" ? 0 : 1);
        File.ReadAllText(_run.File.Path).ShouldStartWith("head\na newer 1\nb newer 1\n");
        _run.Status.Value.Fault.ShouldBeNull();
    }

    [Fact]
    public async Task A_new_template_with_which_all_can_be_loaded_ends_the_search()
    {
        string[] names = ["a", "b", "c", "d", "e"];
        await _run.AppliedAsync(Wanted([.. names.Select(static name => (name, "1"))]) with { Template = Old });
        var (loads, edited) = (0, new TaskCompletionSource());
        _run.Daemon.Load = async _ =>
        {
            if (++loads == 3)
                await edited.Task;
            return loads is 1 or 3 ? new Verdict.Failed("no such directory") { IsOfFile = true, Alerts = [] } : new Verdict.Good();
        };
        var last = Wanted([.. names.Select(static name => (name, "2"))]) with { Template = Old };
        _run.Want(last);
        await _run.AdvanceUntilAsync(() => loads == 3);
        _run.Held().ShouldNotBeEmpty();
        _run.Held().ShouldAllBe(static one => one.Contains("It waits", StringComparison.Ordinal));

        // With two texts for each, so that nobody could stay at the one that runs.
        var wanted = Wanted([.. names.Concat(names).Select(static name => (name, "newer 2"))]) with { Template = New, Fallback = last };
        _run.Want(wanted);
        var at = _run.Time.GetUtcNow();
        edited.SetResult();
        await _run.HeldAsync(0);

        File.ReadAllText(_run.File.Path).ShouldBe(wanted.Text);
        (_run.Time.GetUtcNow() - at).TotalSeconds.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task A_new_template_is_not_at_fault_either_where_there_is_nobody_else()
    {
        _run.Daemon.Load = Loads.AllBut(names: false);
        await _run.AppliedAsync(Wanted() with { Template = Old });
        var last = Wanted(("a", "unloadable")) with { Template = Old };
        _run.Want(last);
        await _run.HeldAsync(1);
        _run.LastReload();

        _run.Want(Wanted(("a", "mended")) with { Template = New, Fallback = last });
        await _run.HeldAsync(0);

        _run.LastReload().ShouldBe("head\na mended\n");
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();
}
