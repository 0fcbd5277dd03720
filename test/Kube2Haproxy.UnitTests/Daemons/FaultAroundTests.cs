namespace Kube2Haproxy.UnitTests.Daemons;

/// <summary>What is wrong with the node around a daemon that runs what it must.</summary>
public sealed class FaultAroundTests : IAsyncDisposable
{
    private readonly ApplyRun _run = new(TimeSpan.FromSeconds(5));

    [Fact]
    public async Task It_is_told_beside_what_is_applied()
    {
        _run.Daemon.Fault = "There is no route.";
        _run.Start();
        _run.Want("one");
        await _run.UntilAsync(() => _run.Status.Value.Applied);

        _run.Status.Value.Fault.ShouldBe("There is no route.");
        _run.Status.Value.FaultSince.ShouldNotBeNull();
        _run.Status.Value.LastSuccess.ShouldNotBeNull();
    }

    [Fact]
    public async Task It_comes_and_goes_by_itself_and_nothing_is_done_for_it()
    {
        _run.Start();
        _run.Want("one");
        await _run.UntilAsync(() => _run.Status.Value.Applied);
        await _run.ReloadedAsync();

        _run.Daemon.Fault = "There is no route.";
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault == "There is no route.");
        _run.Daemon.Fault = null;
        await _run.AdvanceUntilAsync(() => _run.Status.Value.Fault is null);

        _run.Daemon.Validations.ShouldBe(1);
        _run.Daemon.Reloads.Count.ShouldBe(0);
    }

    [Fact]
    public async Task New_configurations_are_applied_meanwhile()
    {
        _run.Daemon.Fault = "There is no route.";
        _run.Start();
        _run.Want("one");
        await _run.ReloadedAsync();

        _run.Want("two");
        await _run.AdvanceUntilAsync(() => _run.Daemon.Reloads.Count > 0);

        (await _run.ReloadedAsync()).ShouldBe("two");
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();
}
