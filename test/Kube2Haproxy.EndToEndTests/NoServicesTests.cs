using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.EndToEndTests.Load;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Kubernetes;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.EndToEndTests;

/// <summary>A cluster whose first Service comes, and whose last one goes.</summary>
public sealed class NoServicesTests : IAsyncDisposable
{
    private const string Successful = "result=\"success\"";

    private static readonly IPAddress Address = IPAddress.Parse("127.96.21.1");

    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();
    private readonly List<IAsyncDisposable> _running = [];
    private readonly int _servicePort = RealHaproxy.FreePort();
    private readonly int _podPort = RealHaproxy.FreePort();
    private readonly int _ownPort = RealHaproxy.FreePort();
    private HaproxyVersion _version;
    private FakeApiServer? _api;

    private IPEndPoint Listener => new(Address, _servicePort);

    [Theory, EachHaproxy]
    public async Task The_first_Service_comes_by_one_reload_and_with_the_last_one_its_address_goes(HaproxyVersion version)
    {
        await PrepareAsync(version);
        await using var daemon = Start();
        await daemon.ReadyAsync();
        (await IsRefusedAsync()).ShouldBeTrue();
        var before = await daemon.MetricAsync("kube2haproxy_reloads_total", Successful);

        AddService();
        await ServedAsync(daemon);
        await ReloadedAsync(before + 1, daemon);

        DeleteService();
        await Wait.UntilAsync(IsRefusedAsync, "the address of the last Service refuses", () => daemon.Log, _stop);
        await ReloadedAsync(before + 2, daemon);
        (await daemon.GetAsync("healthz")).Body.ShouldBe("ok\n");

        AddService();
        await ServedAsync(daemon);
    }

    [Theory, EachHaproxy]
    public async Task What_else_is_in_the_operators_template_serves_all_the_time(HaproxyVersion version)
    {
        await PrepareAsync(version);
        WriteTemplate($"""
            frontend own
              bind 127.0.0.1:{_ownPort}
              option idle-close-on-response
              http-request return status 200 content-type text/plain string "own"
            """);
        await using var daemon = Start("--haproxy-template-file", _directory["template.liquid"]);
        await daemon.ReadyAsync();
        await using var clients = new RunningClients();
        var own = new LoadTarget("own", new(IPAddress.Loopback, _ownPort), "own".Length);
        clients.Start("keeps its connection", () => [own], "/", most: 1000);
        clients.Start("takes new connections", () => [own], "/", most: 1);

        for (var i = 0; i < 3; i++)
        {
            AddService();
            await ServedAsync(daemon);
            DeleteService();
            await Wait.UntilAsync(IsRefusedAsync, "the address of the last Service refuses", () => daemon.Log, _stop);
        }

        await clients.StopAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{version}: {clients.Results}");
        clients.Results.Failures.ShouldBeEmpty();
        clients.Results.Requests.ShouldBeGreaterThan(0);
    }

    [Theory, EachHaproxy]
    public async Task A_template_with_nothing_else_in_it_is_said_to_leave_the_last_Service_as_it_is(HaproxyVersion version)
    {
        await PrepareAsync(version);
        WriteTemplate("");
        await using var daemon = Start("--haproxy-template-file", _directory["template.liquid"]);
        await daemon.FaultAsync("haproxy: Nothing in it listens");

        AddService();
        await ServedAsync(daemon);
        await Wait.UntilAsync(async () => (await daemon.GetAsync("healthz")).Body == "ok\n", "the fault is over", () => daemon.Log, _stop);
        var worker = await WorkerAsync();

        DeleteService();
        await daemon.FaultAsync("So what runs goes on as it is, also for Services that have gone.");
        (await IsRefusedAsync()).ShouldBeFalse();
        (await WorkerAsync()).ShouldBe(worker);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in Enumerable.Reverse(_running))
            await running.DisposeAsync();

        _directory.Dispose();
    }

    /// <summary>A pod, a HAProxy that serves something else, and an API server without a Service.</summary>
    private async Task PrepareAsync(HaproxyVersion version)
    {
        _version = version;
        _running.Add(await Pods.StartAsync([new(IPAddress.Loopback, _podPort)]));
        File.WriteAllText(
            RealHaproxy.FileIn(_directory.Path), RealHaproxy.Configuration(_directory.Path, RealHaproxy.FreePort(), "before"));
        _running.Add(await RealHaproxy.StartAsync(_directory.Path, version));
        _running.Add(_api = await FakeApiServer.StartAsync());
    }

    private RunningDaemon Start(params string[] arguments) => RunningDaemon.Start(
        _directory.Path, ["--kubeconfig", KubeconfigFile.Write(_api!, _directory.Path), .. arguments],
        ("KUBE2HAPROXY_Haproxy__Binary", _version.Program()));

    private void WriteTemplate(string own) => _directory.Write("template.liquid", $$$"""
        global
          hard-stop-after 10s
        defaults
          mode http
          timeout connect 1s
          timeout client 5s
          timeout server 5s
        {{{own}}}
        {% services %}
        frontend {{ service.name }}
          bind {{ service.addresses[0] }}:{{{_servicePort}}}
          default_backend {{ service.name }}
        backend {{ service.name }}
        {% for server in service.ports[0].servers %}
          server {{ server.name }} {{ server.address | with_port: server.port }} id {{ server.id }}
        {% endfor %}
        {% endservices %}

        """);

    private void AddService()
    {
        _api!.Apply(EndpointSlice("web-1", "web", endpoints: [Endpoint("127.0.0.1", pod: "web-0")], ports: [Port(_podPort, "http")]));
        _api.Apply(Service("web", clusterIPs: [$"{Address}"], ports: [ServicePort(_servicePort, "http")]));
    }

    /// <summary>Its slice stays: it comes by another watch, and where it went first, that would be a change of its own.</summary>
    private void DeleteService() => _api!.Delete(ApiResource.Services, "default", "web");

    /// <summary>The process ID of the one that serves, as the master tells.</summary>
    private async Task<string> WorkerAsync()
    {
        // While 2.6's master executes itself again nobody listens there.
        var worker = "";
        await Wait.UntilAsync(
            async () =>
            {
                var processes = await RealHaproxy.AskAsync(RealHaproxy.MasterSocketIn(_directory.Path), "show proc");
                worker = processes.Split('\n').FirstOrDefault(static line => line.Contains(" worker ", StringComparison.Ordinal), "").Split(' ')[0];
                return worker.Length > 0;
            },
            "the master tells of a worker", cancellationToken: _stop);
        return worker;
    }

    /// <summary>It is counted a moment after it can be seen.</summary>
    private static async Task ReloadedAsync(double times, RunningDaemon daemon)
    {
        var reloads = 0.0;
        await Wait.UntilAsync(
            async () => (reloads = await daemon.MetricAsync("kube2haproxy_reloads_total", Successful)) >= times, "it is reloaded", () => daemon.Log);
        reloads.ShouldBe(times);
    }

    private Task ServedAsync(RunningDaemon daemon) => Wait.UntilAsync(
        async () =>
        {
            try
            {
                using var connection = await HttpConnection.OpenAsync(Listener, _stop);
                return await connection.GetAsync("/", keeps: false, _stop) == (200, Pods.Length);
            }
            catch (Exception notYet) when (notYet is SocketException or IOException)
            {
                return false;
            }
        },
        "the Service answers", () => daemon.Log, _stop);

    private async Task<bool> IsRefusedAsync()
    {
        try
        {
            using var connection = await HttpConnection.OpenAsync(Listener, _stop);
            return false;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
    }
}
