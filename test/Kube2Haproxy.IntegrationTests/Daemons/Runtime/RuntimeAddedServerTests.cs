using Kube2Haproxy.Daemons.Haproxy.Planning;
using Kube2Haproxy.Daemons.Haproxy.Runtime;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using static Kube2Haproxy.IntegrationTests.Daemons.Runtime.WantedServers;

namespace Kube2Haproxy.IntegrationTests.Daemons.Runtime;

/// <summary>One that was added behaves as one that the file has.</summary>
public sealed class RuntimeAddedServerTests
{
    [Theory, EachHaproxy]
    public async Task The_check_of_an_added_server_runs(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);

        (await haproxy.ApplyAsync(new ServerChange.Add(Server("b", "dead", 13, RealHaproxy.FreePort(), options: "check inter 50ms"))))
            .ShouldBeOfType<RuntimeResult.Done>();

        await Wait.UntilAsync(async () => (await haproxy.AskAsync("show stat")).Contains("b,dead,0,0,0,0,,0,0,0,,0,,0,0,0,0,DOWN,", StringComparison.Ordinal),
            "the check has found that nobody listens", cancellationToken: TestContext.Current.CancellationToken);
    }

    [Theory, EachHaproxy]
    public async Task An_added_server_keeps_idle_connections_as_one_of_the_file_does(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);

        await haproxy.ApplyAsync(new ServerChange.Add(Server("b", "new", 13, 1)));

        var lines = (await haproxy.AskAsync("show servers conn b")).Split('\n');
        var limits = lines.Where(line => line.StartsWith("b/", StringComparison.Ordinal)).Select(line => line.Split(' ')).Select(words => (words[5], words[11]));
        limits.Distinct().ShouldHaveSingleItem();
    }

    private static Task<RuntimeHaproxy> StartAsync(HaproxyVersion version) => RuntimeHaproxy.StartAsync(
        version, new WantedServers().With(Server("b", "one", 11, 9001)), wanted => wanted.Backend("b"));
}
