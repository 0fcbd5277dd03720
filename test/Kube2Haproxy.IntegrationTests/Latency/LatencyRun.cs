using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json.Nodes;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Kubernetes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.IntegrationTests.Latency;

/// <summary>The whole daemon in this process, between an API server with many Services and a real HAProxy with the built-in template.</summary>
internal sealed class LatencyRun : IAsyncDisposable
{
    private const int EndpointCount = 10;
    private const int ServicePortNumber = 8000;

    private readonly TemporaryDirectory _directory = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly List<(double Seconds, long At)> _durations = [];
    private readonly List<long> _reloads = [];
    private readonly int _backendPort;
    private int _changes;
    private int _validations;
    private FakeApiServer? _api;
    private RealHaproxy? _haproxy;
    private WebApplication? _daemon;

    private LatencyRun(int backendPort) => _backendPort = backendPort;

    public HaproxyVersion Version { get; private init; }

    public string ConfigFile => RealHaproxy.FileIn(_directory.Path);

    /// <summary>Reloads by the daemon so far, and when each has ended.</summary>
    public IReadOnlyList<long> Reloads
    {
        get
        {
            lock (_lock)
                return [.. _reloads];
        }
    }

    /// <summary>From the arrival of a watch event to its being live and verified, in seconds, and when that was.</summary>
    public IReadOnlyList<(double Seconds, long At)> Durations
    {
        get
        {
            lock (_lock)
                return [.. _durations];
        }
    }

    /// <summary>Passes by commands so far.</summary>
    public int Changes => Volatile.Read(ref _changes);

    public int Validations => Volatile.Read(ref _validations);

    /// <param name="version">Must not be missing.</param>
    /// <param name="services">How many there are.</param>
    /// <param name="backendPort">Who answers, on every address of 127.0.0.0/8.</param>
    public static async Task<LatencyRun> StartAsync(HaproxyVersion version, int services, int backendPort)
    {
        var run = new LatencyRun(backendPort) { Version = version };
        try
        {
            await run.StartAsync(services);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    public static string Address(int service) => $"127.{96 + (service >> 16)}.{(service >> 8) & 255}.{service & 255}";

    public void AddService(int i, IReadOnlyDictionary<string, string>? annotations = null) => _api!.Apply(Service(
        Name(i), Namespace(i), [Address(i)], [ServicePort(ServicePortNumber, "http")], annotations: annotations));

    /// <param name="i">The Service's number.</param>
    /// <param name="ready">So many of its endpoints are.</param>
    public void SetEndpoints(int i, int ready = EndpointCount) => _api!.Apply(Slice(i, ready));

    /// <summary>Whether a client gets an answer from the Service.</summary>
    public static async Task<bool> AnswersAsync(int service, CancellationToken stop)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            return await client.GetStringAsync(new Uri($"http://{Address(service)}:{ServicePortNumber}/"), stop) == "pod";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public static string Backend(int service) => $"{Namespace(service)}_{Name(service)}_http";

    /// <summary>The answer of HAProxy's worker.</summary>
    public Task<string> StatsAsync(string command) => RealHaproxy.AskAsync(RealHaproxy.StatsSocketIn(_directory.Path), command);

    /// <summary>The answer of HAProxy's master.</summary>
    public Task<string> MasterAsync(string command) => _haproxy!.AskAsync(command);

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.StopAsync();
            await _daemon.DisposeAsync();
        }

        if (_haproxy is not null)
            await _haproxy.DisposeAsync();
        if (_api is not null)
            await _api.DisposeAsync();
        _listener.Dispose();
        _directory.Dispose();
    }

    private static string Name(int i) => $"service-{i}";

    private static string Namespace(int i) => $"namespace-{i % 50}";

    private JsonObject Slice(int i, int ready) => EndpointSlice(
        $"service-{i}-x", Name(i), Namespace(i),
        [
            .. Enumerable.Range(0, EndpointCount).Select(j => Endpoint(
                string.Create(CultureInfo.InvariantCulture, $"127.{128 + (i >> 13)}.{(i >> 5) & 255}.{((i & 31) * 8 + j) & 255}"),
                ready: j < ready, serving: j < ready, pod: $"service-{i}-{j}")),
        ],
        [Port(_backendPort, "http")]);

    private async Task StartAsync(int services)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "kube2haproxy")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (instrument.Name != "kube2haproxy.programming.duration")
                return;

            lock (_lock)
                _durations.Add((value, TimeProvider.System.GetTimestamp()));
        });
        _listener.SetMeasurementEventCallback<long>((instrument, _, _, _) => Count(instrument.Name));
        _listener.Start();

        File.WriteAllText(ConfigFile, RealHaproxy.Configuration(_directory.Path, RealHaproxy.FreePort(), "before"));
        _haproxy = await RealHaproxy.StartAsync(_directory.Path, Version);
        _api = await FakeApiServer.StartAsync();
        for (var i = 0; i < services; i++)
        {
            AddService(i);
            SetEndpoints(i);
        }

        _daemon = Pipeline.Build(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Kubernetes:Kubeconfig"] = KubeconfigFile.Write(_api, _directory.Path),
                ["Services:Addresses:0"] = "ClusterIP",
                ["Haproxy:ConfigFile"] = ConfigFile,
                ["Haproxy:Binary"] = Version.Program(),
                ["Haproxy:MasterSocket"] = RealHaproxy.MasterSocketIn(_directory.Path),
                ["Haproxy:StatsSocket"] = RealHaproxy.StatsSocketIn(_directory.Path),
                ["Keepalived:Enabled"] = "false",
                ["Server:Port"] = "0",
                ["Safety:PauseFile"] = _directory["pause"],
                ["Haproxy:Settings:maxconn"] = "4000",
                ["Haproxy:Settings:user"] = "",
                ["Haproxy:Settings:group"] = "",
            }).Build(),
            new Signals());
        await _daemon.StartAsync();
    }

    private void Count(string instrument)
    {
        switch (instrument)
        {
            case "kube2haproxy.reloads":
                lock (_lock)
                    _reloads.Add(TimeProvider.System.GetTimestamp());
                break;
            case "kube2haproxy.runtime.changes":
                Interlocked.Increment(ref _changes);
                break;
            case "kube2haproxy.validations":
                Interlocked.Increment(ref _validations);
                break;
        }
    }
}
