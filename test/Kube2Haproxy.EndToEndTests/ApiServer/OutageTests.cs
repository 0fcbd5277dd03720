using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.EndToEndTests.ApiServer;

/// <summary>The API server is away for a while. The length of the outage is what is tested, so this waits for time.</summary>
public sealed class OutageTests(SlicesServer fixture) : IClassFixture<SlicesServer>
{
    // Half a minute, or what OUTAGE says in seconds.
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("OUTAGE"), out var seconds) ? seconds : 30);

    // The longest back-off and the start of the first process to notice, on a busy machine.
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task Nothing_changes_while_the_api_server_is_away_and_all_recover_by_themselves()
    {
        var api = fixture.Server;
        using var directory = new TemporaryDirectory();
        await using var cluster = await FollowedCluster.StartAsync(api);
        await cluster.ApplyAsync(Service("web", clusterIPs: ["10.96.3.1"], ports: [ServicePort(80, "http")]));
        await cluster.ApplyAsync(cluster.EndpointsOf("web", "10.244.3.1"));
        await cluster.CaughtUpAsync();
        var (written, reloads) = (cluster.Written, await cluster.ReloadsAsync());

        await api.KillAsync();
        (await cluster.Daemon.FaultAsync("cannot be reached")).ShouldStartWith("ok\n");
        var another = RealHaproxy.FileIn(directory.Path);
        File.WriteAllText(another, RealHaproxy.Configuration(directory.Path, RealHaproxy.FreePort(), "before"));
        await using var haproxy = await RealHaproxy.StartAsync(directory.Path);
        var before = File.ReadAllText(another);
        await using var started = cluster.StartAnother(directory.Path);
        await started.FaultAsync("Nothing is applied before the first complete list.");

        var began = TimeProvider.System.GetTimestamp();
        await Wait.UntilAsync(
            async () =>
            {
                cluster.Written.ShouldBe(written);
                File.ReadAllText(another).ShouldBe(before);
                (await started.GetAsync("readyz")).Status.ShouldBe(503, started.Log);
                (await cluster.Daemon.GetAsync("readyz")).Status.ShouldBe(200, cluster.Daemon.Log);
                return TimeProvider.System.GetElapsedTime(began) >= Outage;
            },
            "the outage is over", null, Outage + TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        (await cluster.Daemon.GetAsync("healthz")).Body.ShouldContain("The last known state stays in force.");
        (await cluster.ReloadsAsync()).ShouldBe(reloads);

        await api.StartAgainAsync();
        await cluster.ApplyAsync(cluster.EndpointsOf("web", "10.244.3.2"));
        var (first, second) = (cluster.CaughtUpAsync(), ReadyAsync(started));

        TestContext.Current.TestOutputHelper?.WriteLine($"Caught up after {await first}, the one that was started meanwhile after {await second}.");
        cluster.Written.ShouldContain("10.244.3.2:8080");
        await Wait.UntilAsync(
            () => File.ReadAllText(another).Contains("10.244.3.2:8080", StringComparison.Ordinal), "the other has it, too", () => started.Log,
            TestContext.Current.CancellationToken);
        await cluster.NothingWentWrongAsync();
    }

    private static Task<TimeSpan> ReadyAsync(RunningDaemon daemon) => Wait.UntilAsync(
        async () => (await daemon.GetAsync("readyz")).Status == 200, "kube2haproxy is ready", () => daemon.Log, RecoveryLimit);
}
