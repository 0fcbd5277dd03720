using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Haproxy.Runtime;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.IntegrationTests.Daemons.Runtime;

/// <summary>More servers than one look compares.</summary>
public sealed class ManyServersTests
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    [Theory, EachHaproxy]
    public async Task What_is_damaged_behind_the_look_s_back_is_mended_long_before_its_turn_comes(HaproxyVersion version)
    {
        // A look compares two of the backends; these four looks do not come to the last ones.
        await using var haproxy = await RuntimeHaproxy.StartAsync(version, backends: 60, servers: 50);
        IReadOnlyList<Fragment> text = [new(null, haproxy.ReadFile())];
        var (limit, time) = (TimeSpan.FromSeconds(10), new FakeTimeProvider());
        var sweep = new StateSweep(haproxy.SocketPath, limit, TimeProvider.System);
        var worker = new HaproxyWorker(new RuntimeServers(haproxy.SocketPath, limit, TimeProvider.System), sweep, time);
        (await worker.FindAsync(new Evidence(text, false, text, default), _stop)).ShouldBe(new LiveStep(text, null));
        (await SweptAsync()).ShouldBeNull();

        await haproxy.AskAsync("set server b50/pod-7 weight 77");
        await haproxy.AskAsync("set server b59/pod-3 state maint");
        await haproxy.AskAsync("del server b59/pod-3");

        (await SweptAsync()).ShouldNotBeNull().Split("; ").Order().ShouldBe(
        [
            "b50/pod-7 is 127.0.0.1 port 8007 id 107 weight 77 and must be 127.0.0.1 port 8007 id 107 weight 10",
            "b59/pod-3 is missing",
        ]);

        // One look begins a sweep, and the one after its end takes what it has found.
        async Task<string?> SweptAsync()
        {
            time.Advance(TimeSpan.FromSeconds(1));
            (await worker.LookAsync(text)).ShouldNotBeNull().Mended.ShouldBeNull();
            await Wait.UntilAsync(() => sweep.IsDone, "all servers have been read", cancellationToken: _stop);
            return (await worker.LookAsync(text)).ShouldNotBeNull().Mended;
        }
    }
}
