using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Kubernetes;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.EndToEndTests;

/// <summary>What somebody else does to HAProxy's servers: within 2 s they are as the cluster wants them again, at the default pace of reloads.</summary>
public sealed class LostChangesTests : IAsyncDisposable
{
    private const string Backend = "default_web_http";

    /// <summary>2 s are promised; the rest is for a machine that has other things to do.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();
    private readonly int _podPort = RealHaproxy.FreePort();
    private readonly HashSet<int> _pods = [1, 2, 3];
    private HaproxyVersion _version;
    private FakeApiServer? _api;
    private RealHaproxy? _haproxy;
    private RunningDaemon? _daemon;

    private RunningDaemon Daemon => _daemon!;

    [Theory, EachHaproxy]
    public async Task A_server_that_somebody_deletes_by_hand(HaproxyVersion version)
    {
        await StartAsync(version);
        // Each time right after it was mended, so that the next look is as far away as it can be.
        for (var i = 0; i < 3; i++)
        {
            var answer = await RunningServers.AskAsync(
                _directory.Path, $"set server {Backend}/web-2 state maint; del server {Backend}/web-2");
            answer.ShouldContain("Server deleted.");

            await BackAsync();
        }
    }

    [Theory, EachHaproxy]
    public async Task A_weight_that_somebody_sets_by_hand(HaproxyVersion version)
    {
        await StartAsync(version);
        for (var i = 0; i < 3; i++)
        {
            await RunningServers.AskAsync(_directory.Path, $"set server {Backend}/web-2 weight 0");

            await BackAsync();
        }
    }

    [Theory, EachHaproxy]
    public async Task A_change_by_command_that_a_reload_by_hand_undoes(HaproxyVersion version)
    {
        await StartAsync(version);
        await ChangeAheadOfTheFileAsync();

        await ReplaceWorkerAsync(() => _haproxy!.AskAsync("reload"));

        await BackAsync();
    }

    [Theory, EachHaproxy]
    public async Task A_change_by_command_that_a_restart_undoes(HaproxyVersion version)
    {
        await StartAsync(version);
        await ChangeAheadOfTheFileAsync();

        await ReplaceWorkerAsync(async () =>
        {
            await _haproxy!.DisposeAsync();
            _haproxy = await RealHaproxy.StartAsync(_directory.Path, _version);
        });

        await BackAsync();
    }

    [Theory, EachHaproxy]
    public async Task A_change_by_command_that_HAProxys_sudden_end_undoes(HaproxyVersion version)
    {
        await StartAsync(version);
        await ChangeAheadOfTheFileAsync();

        await ReplaceWorkerAsync(async () =>
        {
            await _haproxy!.KillAsync();
            _haproxy = await RealHaproxy.StartAsync(_directory.Path, _version);
        });

        await BackAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
            await _daemon.DisposeAsync();
        if (_haproxy is not null)
            await _haproxy.DisposeAsync();
        if (_api is not null)
            await _api.DisposeAsync();

        _directory.Dispose();
    }

    private async Task StartAsync(HaproxyVersion version)
    {
        _version = version;
        File.WriteAllText(
            RealHaproxy.FileIn(_directory.Path), RealHaproxy.Configuration(_directory.Path, RealHaproxy.FreePort(), "before"));
        _haproxy = await RealHaproxy.StartAsync(_directory.Path, version);
        _api = await FakeApiServer.StartAsync();
        _api.Apply(Service("web", clusterIPs: ["127.96.22.1"], ports: [ServicePort(RealHaproxy.FreePort(), "http")]));
        WritePods();
        _daemon = RunningDaemon.Start(
            _directory.Path, ["--kubeconfig", KubeconfigFile.Write(_api, _directory.Path)],
            ("KUBE2HAPROXY_Haproxy__Binary", version.Program()), ("KUBE2HAPROXY_Haproxy__ReloadInterval", "5s"));
        await _daemon.ReadyAsync();
        await RunningAsync();
    }

    private void WritePods() => _api!.Apply(EndpointSlice(
        "web-1", "web", endpoints: [.. _pods.Order().Select(pod => Endpoint($"127.96.23.{pod}", pod: $"web-{pod}"))], ports: [Port(_podPort, "http")]));

    private IReadOnlyList<string> Wanted() =>
        [.. _pods.Select(pod => RunningServers.Line(Backend, $"web-{pod}", $"127.96.23.{pod}", _podPort, 1)).Order(StringComparer.Ordinal)];

    /// <summary>Adds and removes a pod by commands until the file, which follows at most once a second, does not know it yet.</summary>
    private async Task ChangeAheadOfTheFileAsync()
    {
        for (var pod = 4; pod < 14; pod++)
        {
            _pods.Add(pod);
            _pods.Remove(pod - 3);
            WritePods();
            await RunningAsync();
            if (!File.ReadAllText(RealHaproxy.FileIn(_directory.Path)).Contains($"server web-{pod} ", StringComparison.Ordinal))
                return;
        }

        Assert.Fail("The file was never older than what ran.");
    }

    private async Task ReplaceWorkerAsync(Func<Task> replace)
    {
        var before = await RunningServers.WorkerAsync(_directory.Path);
        await replace();
        await Wait.UntilAsync(
            async () => await RunningServers.WorkerAsync(_directory.Path) is { Length: > 0 } now && now != before, "there is another worker",
            () => _haproxy!.Log, _stop);
    }

    private Task<TimeSpan> RunningAsync() => Wait.UntilAsync(
        async () => (await RunningServers.ReadAsync(_directory.Path)).SequenceEqual(Wanted()), "the servers are as wanted", () => Daemon.Log,
        TimeSpan.FromSeconds(30), _stop);

    private async Task BackAsync([System.Runtime.CompilerServices.CallerMemberName] string what = "")
    {
        var wasLost = !(await RunningServers.ReadAsync(_directory.Path)).SequenceEqual(Wanted());
        var took = await RunningAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}, {_version}: {(wasLost ? "lost, and" : "nothing was lost;")} back after {took.TotalSeconds:0.00} s.");
        took.ShouldBeLessThan(Limit, Daemon.Log);
        (await Daemon.MetricAsync("kube2haproxy_reloads_total", "")).ShouldBe(1, Daemon.Log);
    }
}
