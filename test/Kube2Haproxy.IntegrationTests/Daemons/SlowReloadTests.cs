using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Processes;
using Kube2Haproxy.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.IntegrationTests.Daemons;

/// <summary>With thousands of addresses to bind, the master is gone for seconds: that is no HAProxy that does not run.</summary>
public sealed class SlowReloadTests : IAsyncDisposable
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly FakeTimeProvider _time = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeMaster _master;
    private readonly HaproxyDaemon _daemon;

    public SlowReloadTests()
    {
        _master = new FakeMaster(_directory["master.sock"]);
        var options = new HaproxyOptions { MasterSocket = _directory["master.sock"] };
        _daemon = new HaproxyDaemon(Options.Create(options), new ProcessRunner(_time), _time, NullLogger<HaproxyDaemon>.Instance);
    }

    [Fact]
    public async Task A_master_that_comes_back_within_the_limit_has_reloaded_once()
    {
        var reload = _daemon.ReloadAsync();
        await Wait.UntilAsync(() => _master.Reloads == 1 && !_master.IsListening, "the master executes itself again", cancellationToken: _stop);

        await AdvanceAsync(reload, TimeSpan.FromSeconds(6));
        reload.IsCompleted.ShouldBeFalse();

        _master.Listen();
        await Wait.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(20));
                return reload.IsCompleted;
            },
            "the reload is seen", cancellationToken: _stop);
        (await reload).ShouldBeOfType<Verdict.Good>();
        _master.Reloads.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_stays_away_is_a_failed_reload()
    {
        var reload = _daemon.ReloadAsync();
        await Wait.UntilAsync(() => _master.Reloads == 1 && !_master.IsListening, "the master executes itself again", cancellationToken: _stop);

        await AdvanceAsync(reload, TimeSpan.FromSeconds(11));

        (await reload).ShouldNotBeOfType<Verdict.Good>();
    }

    public async ValueTask DisposeAsync()
    {
        await _master.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>In steps that let each try of a connection take place.</summary>
    private async Task AdvanceAsync(Task reload, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time && !reload.IsCompleted; passed += TimeSpan.FromMilliseconds(100))
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }
}
