using Kube2Haproxy.Core.Status;

namespace Kube2Haproxy.UnitTests.Status;

public sealed class PublishedTests
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly Published<string> _published = new("first");

    [Fact]
    public async Task The_present_snapshot_counts() =>
        (await _published.UntilAsync(static text => text == "first", _stop)).ShouldBe("first");

    [Fact]
    public async Task It_waits_for_the_snapshot_of_which_it_holds()
    {
        var waiting = _published.UntilAsync(static text => text == "third", _stop);

        _published.Value = "second";
        waiting.IsCompleted.ShouldBeFalse();
        _published.Value = "third";

        (await waiting).ShouldBe("third");
    }

    [Fact]
    public async Task Who_is_told_to_stop_waits_no_longer()
    {
        using var stop = new CancellationTokenSource();
        var waiting = _published.UntilAsync(static _ => false, stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }
}
