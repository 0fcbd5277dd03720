using Kube2Haproxy.Daemons.Haproxy.Runtime;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.IntegrationTests.Daemons.Runtime;

public sealed class StateSweepTests
{
    /// <summary>So many that the answer does not come at once.</summary>
    private const int Backends = 200;

    [Theory, EachHaproxy]
    public async Task The_backends_in_which_something_has_changed_are_found_and_no_others(HaproxyVersion version)
    {
        await using var haproxy = await RuntimeHaproxy.StartAsync(version, Backends, servers: 20);
        var worker = (await haproxy.Servers.IdentifyAsync()).ShouldBeOfType<RuntimeResult.Done>().Worker;
        var sweep = new StateSweep(haproxy.SocketPath, TimeSpan.FromSeconds(10), TimeProvider.System);

        (await SweptAsync()).ShouldBeEmpty();
        (await SweptAsync()).ShouldBeEmpty();

        await haproxy.AskAsync("set server b3/pod-7 weight 77");
        await haproxy.AskAsync("set server b50/pod-0 addr 127.0.0.9 port 9");
        await haproxy.AskAsync("set server b199/pod-19 state maint");
        await haproxy.AskAsync("del server b199/pod-19");
        await haproxy.AskAsync("set server b100/pod-1 state maint");
        await haproxy.AskAsync("add server b7/new 127.0.0.1:80");
        (await SweptAsync()).Order().ShouldBe(["b100", "b199", "b3", "b50", "b7"]);
        (await SweptAsync()).ShouldBeEmpty();

        // Another worker has what it has read.
        await haproxy.ReloadAsync();
        worker = (await haproxy.Servers.IdentifyAsync()).ShouldBeOfType<RuntimeResult.Done>().Worker;
        (await SweptAsync()).ShouldBeEmpty();
        await haproxy.AskAsync("set server b0/pod-0 weight 3");
        (await SweptAsync()).ShouldBe(["b0"]);

        async Task<IReadOnlyList<string>> SweptAsync()
        {
            sweep.Begin(worker);
            await Wait.UntilAsync(() => sweep.IsDone, "it has read all of it");
            return sweep.TakeChanged(worker);
        }
    }

    [Fact]
    public async Task Where_nobody_answers_nothing_has_changed()
    {
        using var directory = new TemporaryDirectory();
        var worker = new WorkerIdentity(1, false, new Version(3, 0), default);
        var sweep = new StateSweep(directory["none"], TimeSpan.FromSeconds(1), TimeProvider.System);

        sweep.Begin(worker);
        await Wait.UntilAsync(() => sweep.IsDone, "it has found nobody", cancellationToken: TestContext.Current.CancellationToken);

        sweep.TakeChanged(worker).ShouldBeEmpty();
    }
}
