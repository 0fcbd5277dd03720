using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Kubernetes;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.EndToEndTests;

/// <summary>From an API server over TLS to the answers that a client gets from a real HAProxy.</summary>
public sealed class ServingTests : IAsyncDisposable
{
    private const string Address = "127.96.7.1";

    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();
    private readonly TemporaryDirectory _first = new();
    private readonly TemporaryDirectory _second = new();
    private readonly List<IAsyncDisposable> _running = [];
    private readonly int _servicePort = RealHaproxy.FreePort();
    private HaproxyVersion _version;
    private FakeApiServer? _api;
    private int _firstPort;
    private int _secondPort;

    private FakeApiServer Api => _api!;

    [Theory, EachHaproxy]
    public async Task Traffic_follows_the_endpoints_of_the_cluster(HaproxyVersion version)
    {
        await PrepareAsync(version);
        await using var daemon = Start();
        await daemon.ReadyAsync();
        (await AnswerAsync()).ShouldBe("first");

        ServeBy(_secondPort);
        await AnsweredByAsync("second", daemon);

        Api.Apply(Service("web2", clusterIPs: ["127.96.7.2"], ports: [ServicePort(_servicePort, "http")]));
        Api.Apply(EndpointSlice("web2-1", "web2", endpoints: [Endpoint("127.0.0.1")], ports: [Port(_firstPort, "http")]));
        await Wait.UntilAsync(async () => await AnswerAsync("127.96.7.2") == "first", "the new Service answers", () => daemon.Log, _stop);

        Api.Delete(ApiResource.Services, "default", "web2");
        await Wait.UntilAsync(async () => await AnswerAsync("127.96.7.2") == "", "the deleted Service is gone", () => daemon.Log + ((RealHaproxy)_running[2]).Log, _stop);
        (await AnswerAsync()).ShouldBe("second");
    }

    [Theory, EachHaproxy]
    public async Task Ending_it_leaves_haproxy_serving_and_starting_it_again_reloads_nothing(HaproxyVersion version)
    {
        await PrepareAsync(version);
        await using (var daemon = Start())
        {
            await daemon.ReadyAsync();
            (await daemon.MetricAsync("kube2haproxy_reloads_total", "result=\"success\"")).ShouldBe(1);
            (await daemon.StopAsync()).ShouldBe(0, daemon.Log);
        }

        (await AnswerAsync()).ShouldBe("first");
        var written = File.GetLastWriteTimeUtc(RealHaproxy.FileIn(_directory.Path));

        await using var again = Start();
        await again.ReadyAsync();

        (await again.MetricAsync("kube2haproxy_reloads_total", "")).ShouldBe(0);
        File.GetLastWriteTimeUtc(RealHaproxy.FileIn(_directory.Path)).ShouldBe(written);
    }

    [Fact]
    public async Task An_outage_of_the_api_server_changes_nothing_and_is_said()
    {
        await PrepareAsync();
        await using var daemon = Start();
        await daemon.ReadyAsync();

        await Api.StopAsync();
        (await daemon.FaultAsync("cannot be reached")).ShouldStartWith("ok\n");
        (await AnswerAsync()).ShouldBe("first");
        (await daemon.GetAsync("readyz")).Status.ShouldBe(200);

        await Api.StartAgainAsync();
        ServeBy(_secondPort);
        await AnsweredByAsync("second", daemon);
        await Wait.UntilAsync(async () => (await daemon.GetAsync("healthz")).Body == "ok\n", "the fault is over", () => daemon.Log, _stop);
    }

    [Fact]
    public async Task Services_endpoints_reloads_and_the_programming_duration_can_be_scraped()
    {
        await PrepareAsync();
        await using var daemon = Start();
        await daemon.ReadyAsync();
        ServeBy(_secondPort);
        await AnsweredByAsync("second", daemon);

        await Wait.UntilAsync(
            async () => await daemon.MetricAsync("kube2haproxy_programming_duration_seconds_count", "daemon=\"haproxy\"") >= 1,
            "the duration is counted", () => daemon.Log, _stop);
        (await daemon.MetricAsync("kube2haproxy_services", "")).ShouldBe(1);
        (await daemon.MetricAsync("kube2haproxy_endpoints", "")).ShouldBe(1);
        (await daemon.MetricAsync("kube2haproxy_reloads_total", "reason=\"start\"")).ShouldBe(1);
        (await daemon.MetricAsync("kube2haproxy_runtime_changes_total", "daemon=\"haproxy\"")).ShouldBeGreaterThanOrEqualTo(1);
        (await daemon.MetricAsync("kube2haproxy_haproxy_old_workers", "")).ShouldBeGreaterThanOrEqualTo(0);
        (await daemon.MetricAsync("kube2haproxy_last_success_timestamp_seconds", "daemon=\"haproxy\"")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Signals_of_operators_and_notify_scripts_do_not_end_it()
    {
        await PrepareAsync();
        await using var daemon = Start();
        await daemon.ReadyAsync();

        daemon.Signal("HUP");
        daemon.Signal("USR1");
        await Wait.UntilAsync(
            async () => await daemon.MetricAsync("kube2haproxy_vrrp_state", "MASTER") == 1, "it is MASTER", () => daemon.Log, _stop);
        daemon.Signal("USR2");
        await Wait.UntilAsync(
            async () => await daemon.MetricAsync("kube2haproxy_vrrp_state", "BACKUP") == 1, "it is BACKUP", () => daemon.Log, _stop);

        (await daemon.StopAsync()).ShouldBe(0, daemon.Log);
    }

    [Theory, EachHaproxy]
    public async Task Without_haproxy_the_file_waits_for_it(HaproxyVersion version)
    {
        await PrepareAsync(version);
        await _running[2].DisposeAsync();
        await using var daemon = Start();
        (await daemon.FaultAsync("haproxy: HAProxy does not answer at")).ShouldContain("systemctl start haproxy");
        (await daemon.GetAsync("readyz")).Status.ShouldBe(503);

        _running.Add(await RealHaproxy.StartAsync(_directory.Path, _version));

        (await AnswerAsync()).ShouldBe("first");
        await daemon.ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in Enumerable.Reverse(_running))
            await running.DisposeAsync();

        _directory.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    /// <summary>Two backends, a HAProxy that steers to neither yet, and an API server with a Service of the first.</summary>
    private async Task PrepareAsync(HaproxyVersion version = HaproxyVersion.Installed)
    {
        Assert.SkipWhen(version.Missing() is not null, version.Missing() ?? "");
        _version = version;
        _firstPort = await StartBackendAsync(_first.Path, "first");
        _secondPort = await StartBackendAsync(_second.Path, "second");
        File.WriteAllText(
            RealHaproxy.FileIn(_directory.Path), RealHaproxy.Configuration(_directory.Path, RealHaproxy.FreePort(), "before"));
        _running.Add(await RealHaproxy.StartAsync(_directory.Path, _version));

        _api = await FakeApiServer.StartAsync();
        _running.Add(_api);
        Api.Apply(Service("web", clusterIPs: [Address], ports: [ServicePort(_servicePort, "http")]));
        ServeBy(_firstPort);
    }

    private RunningDaemon Start() => RunningDaemon.Start(
        _directory.Path, ["--kubeconfig", KubeconfigFile.Write(Api, _directory.Path)], ("KUBE2HAPROXY_Haproxy__Binary", _version.Program()));

    private async Task<int> StartBackendAsync(string directory, string body)
    {
        var port = RealHaproxy.FreePort();
        File.WriteAllText(RealHaproxy.FileIn(directory), RealHaproxy.Configuration(directory, port, body));
        _running.Add(await RealHaproxy.StartAsync(directory, _version));
        return port;
    }

    private void ServeBy(int port) =>
        Api.Apply(EndpointSlice("web-1", "web", endpoints: [Endpoint("127.0.0.1", pod: "web-0")], ports: [Port(port, "http")]));

    private Task AnsweredByAsync(string body, RunningDaemon daemon) =>
        Wait.UntilAsync(async () => await AnswerAsync() == body, $"{body} answers", () => daemon.Log, _stop);

    /// <summary>The body that a client gets; empty where it gets none.</summary>
    private async Task<string> AnswerAsync(string address = Address)
    {
        // A client of its own each time: a kept connection would go on to the old worker.
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            return await client.GetStringAsync(new Uri($"http://{address}:{_servicePort}/"), _stop);
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }
}
