using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Haproxy.Runtime;
using Kube2Haproxy.TestSupport.Daemons;
using static Kube2Haproxy.IntegrationTests.Daemons.Runtime.WantedServers;

namespace Kube2Haproxy.IntegrationTests.Daemons.Runtime;

/// <summary>More servers than one look compares.</summary>
public sealed class ManyServersTests
{
    private const int Backends = 60;
    /// <summary>Its turn comes with the 24th or later.</summary>
    private const int FewLooks = 20;

    [Theory, EachHaproxy]
    public async Task What_is_damaged_behind_the_look_s_back_is_mended_long_before_its_turn_comes(HaproxyVersion version)
    {
        await using var haproxy = await RuntimeHaproxy.StartAsync(version, new WantedServers().With(
            from backend in Enumerable.Range(0, Backends)
            from server in Enumerable.Range(0, 50)
            select Server($"b{backend}", $"pod-{server}", 100 + server, 8000 + server)), wanted => string.Concat(
                Enumerable.Range(0, Backends).Select(i => wanted.Backend($"b{i}"))));
        IReadOnlyList<Fragment> text = [new(null, haproxy.ReadFile())];
        var limit = TimeSpan.FromSeconds(10);
        var worker = new HaproxyWorker(
            new RuntimeServers(haproxy.SocketPath, limit, TimeProvider.System), new StateSweep(haproxy.SocketPath, limit, TimeProvider.System),
            TimeProvider.System);
        (await worker.FindAsync(new Evidence(text, false, text, default), TestContext.Current.CancellationToken)).ShouldBe(new LiveStep(text, null));

        // Four backends have had their turn, and a sweep is known.
        foreach (var _ in Enumerable.Range(0, 2))
            await LookAsync();
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        await haproxy.AskAsync("set server b50/pod-7 weight 77");
        await haproxy.AskAsync("set server b59/pod-3 state maint");
        await haproxy.AskAsync("del server b59/pod-3");

        var mended = new List<string>();
        for (var looks = 0; looks < FewLooks && mended.Count < 2; looks++)
            mended.AddRange((await LookAsync()).Mended?.Split("; ") ?? []);

        mended.Order().ShouldBe(
        [
            "b50/pod-7 is 127.0.0.1 port 8007 id 107 weight 77 and must be 127.0.0.1 port 8007 id 107 weight 10",
            "b59/pod-3 is missing",
        ]);

        async Task<LiveStep> LookAsync()
        {
            await Task.Delay(worker.BetweenLooks, TimeProvider.System, TestContext.Current.CancellationToken);
            return (await worker.LookAsync(text)).ShouldNotBeNull();
        }
    }
}
