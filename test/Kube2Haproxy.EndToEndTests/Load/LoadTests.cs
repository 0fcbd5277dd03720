using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.EndToEndTests.Load;

/// <summary>Clients that ask all the time while the cluster changes: what fails is kube2haproxy's fault, or HAProxy's, for every pod answers.</summary>
public sealed class LoadTests : IAsyncDisposable
{
    private const int Changes = 1000;
    private const int ChangesPerService = 20;
    private const int ChangesPerLook = 100;
    private const int Seed = 2026;

    private static readonly TimeSpan BetweenChanges = TimeSpan.FromMilliseconds(15);

    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();
    private readonly List<IAsyncDisposable> _running = [];
    private readonly AddedServices _added = new();

    [Theory, EachHaproxy]
    public async Task No_request_fails_while_endpoints_and_Services_change_and_each_change_is_live_in_the_end(HaproxyVersion version)
    {
        var started = TimeProvider.System.GetTimestamp();
        int[] podPorts = [RealHaproxy.FreePort(), RealHaproxy.FreePort()];
        _running.Add(await Pods.StartAsync(ChangingCluster.PodAddresses(podPorts)));
        File.WriteAllText(
            RealHaproxy.FileIn(_directory.Path), RealHaproxy.Configuration(_directory.Path, RealHaproxy.FreePort(), "before"));
        _running.Add(await RealHaproxy.StartAsync(_directory.Path, version));
        var api = await FakeApiServer.StartAsync();
        _running.Add(api);
        var cluster = new ChangingCluster(api, RealHaproxy.FreePort(), podPorts, new Random(Seed));
        var services = cluster.Start();
        await using var daemon = RunningDaemon.Start(
            _directory.Path, ["--kubeconfig", KubeconfigFile.Write(api, _directory.Path)],
            ("KUBE2HAPROXY_Haproxy__Binary", version.Program()), ("KUBE2HAPROXY_Haproxy__ReloadInterval", "200ms"));
        await daemon.ReadyAsync();
        await using var clients = Start(services);

        for (var change = 1; change <= Changes; change++)
        {
            cluster.Change();
            if (change % ChangesPerService == 0)
                _added.Add(cluster.AddService());
            if (change % ChangesPerLook == 0)
                await LiveAsync(cluster, daemon, clients, $"all {change} changes are live");

            await _added.LookAsync();
            await Task.Delay(BetweenChanges, TimeProvider.System, _stop);
        }

        await Wait.UntilAsync(_added.LookAsync, "all new Services answer", () => daemon.Log, _stop);
        _added.Answering.Count.ShouldBe(Changes / ChangesPerService);

        // Without sessions also the last server that waits to be deleted goes.
        await clients.StopAsync();
        await LiveAsync(cluster, daemon, clients, "what was removed is gone", withMaintenance: true);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{version}: {clients.Results}. {Changes} changes of slices, {Changes / ChangesPerService} new Services: " +
            $"{await daemon.MetricAsync("kube2haproxy_runtime_changes_total", "")} changes at runtime, " +
            $"{await daemon.MetricAsync("kube2haproxy_reloads_total", "")} reloads in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s.");
        clients.Results.Failures.Take(20).ShouldBeEmpty($"{clients.Results}\n{daemon.Log}");
        clients.Results.Closed.ShouldBe(0, "Neither a change nor a reload ends a session.");
        (await daemon.MetricAsync("kube2haproxy_reloads_total", "failure")).ShouldBe(0, daemon.Log);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in Enumerable.Reverse(_running))
            await running.DisposeAsync();

        _directory.Dispose();
    }

    /// <summary>Those with a connection for each request ask the new Services too; kept ones to each of these would keep each old worker.</summary>
    private RunningClients Start(IReadOnlyList<LoadTarget> services)
    {
        var clients = new RunningClients();
        foreach (var (i, path) in from i in Enumerable.Range(1, 3) from path in new[] { "/", Pods.Slow } select (i, path))
        {
            clients.Start($"client {i} of {path} with a connection for each request", () => [.. services, .. _added.Answering], path, most: 1);
            clients.Start($"client {i} of {path} with one for ten", () => services, path, most: 10);
            clients.Start($"client {i} of {path} with one for all", () => services, path, most: int.MaxValue);
        }

        return clients;
    }

    private async Task LiveAsync(ChangingCluster cluster, RunningDaemon daemon, RunningClients clients, string what, bool withMaintenance = false)
    {
        IReadOnlyList<string> wanted = cluster.Wanted(), found = [];
        await Wait.UntilAsync(
            async () => (found = await RunningServers.ReadAsync(_directory.Path, withMaintenance)).SequenceEqual(wanted), what,
            () => $"{clients.Results}\nMissing: {string.Join(", ", wanted.Except(found))}\nToo many: {string.Join(", ", found.Except(wanted))}\n{daemon.Log}",
            _stop);
    }
}
