using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.ApiServer;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Kubernetes;
using Kube2Haproxy.TestSupport.Network;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.EndToEndTests.ApiServer;

/// <summary>kube2haproxy beside a real HAProxy: it follows a real API server through a relay, with the rights of rbac.yaml.</summary>
internal sealed class FollowedCluster : IAsyncDisposable
{
    /// <summary>Creates, and never touches again, a Service of this name: each configuration has it.</summary>
    private const string Anchor = "anchor";

    private const string Marker = "marker";

    // The longest back-off, and time for what comes after it on a busy machine.
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(45);

    // ClusterIPs are not this machine's. What the machine itself listens on must not decide what a fresh process renders.
    private static readonly (string, string?)[] Environment =
    [
        ("KUBE2HAPROXY_Haproxy__Settings__bind_options", "transparent"), ("KUBE2HAPROXY_Services__ReservedPorts", "22"),
        ("KUBE2HAPROXY_Services__Selector", "serve!=no"),
    ];

    // Of all of them: a mark that another one has left says nothing.
    private static int _marks;

    private readonly TemporaryDirectory _directory = new();
    private readonly RealApiServer _api;
    private RealHaproxy? _haproxy;
    private RunningDaemon? _daemon;
    private string _mark = "";

    private FollowedCluster(RealApiServer api)
    {
        _api = api;
        Relay = new TcpRelay(new IPEndPoint(IPAddress.Loopback, api.Port));
    }

    /// <summary>Why the tests that need it cannot run; null where they can.</summary>
    public static string? Missing =>
        ApiServerPrograms.Missing ?? RealHaproxy.Missing
        ?? (System.Environment.IsPrivilegedProcess ? null : "Binding the addresses of a cluster needs root.");

    public TcpRelay Relay { get; }

    /// <summary>What kube2haproxy shows to the API server.</summary>
    public string Token { get; private set; } = "";

    public RunningDaemon Daemon => _daemon!;

    public RealHaproxy Haproxy => _haproxy!;

    /// <summary>What kube2haproxy has written for HAProxy.</summary>
    public string Written => File.ReadAllText(RealHaproxy.FileIn(_directory.Path));

    /// <summary>Starts all of it, and waits until kube2haproxy is ready unless it is not to be.</summary>
    public static async Task<FollowedCluster> StartAsync(RealApiServer api, bool ready = true)
    {
        var cluster = new FollowedCluster(api);
        try
        {
            await cluster.StartAsync(ready);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Waits until kube2haproxy has written all that the API server has now: the last change of both resources is there, and each
    /// resource's changes come in order.
    /// </summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> CaughtUpAsync()
    {
        var mark = Interlocked.Increment(ref _marks);
        var (port, address) = (20000 + mark, $"10.245.{mark / 250}.{1 + (mark % 250)}");
        await ApplyAsync(Service(Marker, clusterIPs: ["10.96.255.2"], ports: [ServicePort(port, "http")]));
        await ApplyAsync(EndpointsOf(Marker, address));
        _mark = $" {address} ";
        return await Wait.UntilAsync(
            () =>
            {
                var written = Written;
                return Task.FromResult(
                    written.Contains($"bind 10.96.255.2:{port} ", StringComparison.Ordinal)
                    && written.Contains($" {address}:8080 ", StringComparison.Ordinal));
            },
            $"kube2haproxy has written mark {mark}", () => $"{Daemon.Log}\n{_api.Log}", CatchUpLimit);
    }

    /// <summary>Endpoints, or one EndpointSlice, with one ready address at port 8080 for the Service port <c>http</c>.</summary>
    public JsonObject EndpointsOf(string service, string address) => _api.Endpoints == ApiResource.Endpoints
        ? KubernetesObjects.Endpoints(service, addresses: [address], ports: [Port(8080, "http")])
        : EndpointSlice(service, service, endpoints: [Endpoint(address)], ports: [Port(8080, "http")]);

    /// <summary>Creates or replaces.</summary>
    public async Task ApplyAsync(JsonObject manifest)
    {
        if (await _api.Client.GetAsync(ApiResource.Of(manifest), "default", (string)manifest["metadata"]!["name"]!) is null)
            await _api.Client.CreateAsync(manifest);
        else
            await _api.Client.ReplaceAsync(manifest);
    }

    /// <summary>What a process renders that has just been started, for the cluster as it is now.</summary>
    public async Task<string> FreshAsync()
    {
        using var directory = new TemporaryDirectory();
        var fresh = await RunningDaemon.RenderAsync(
            _directory.Path, ["--kubeconfig", _api.WriteKubeconfig(directory.Path, await _api.TokenAsync())], Environment);
        fresh.ExitCode.ShouldBe(0, fresh.StandardError);
        return fresh.StandardOutput;
    }

    /// <summary>Gives kube2haproxy a new token in its kubeconfig, as an operator does.</summary>
    /// <returns>The path of the kubeconfig.</returns>
    public async Task<string> RenewTokenAsync()
    {
        Token = await _api.TokenAsync();
        return _api.WriteKubeconfig(_directory.Path, Token, Relay.Url);
    }

    /// <summary>Starts another kube2haproxy on the same cluster, with a HAProxy's directory of its own.</summary>
    public RunningDaemon StartAnother(string directory) =>
        RunningDaemon.Start(directory, ["--kubeconfig", _api.WriteKubeconfig(directory, Token, Relay.Url)], Environment);

    /// <summary>How often HAProxy has been reloaded by its master's count, once it runs what <see cref="CaughtUpAsync"/> waited for.</summary>
    public async Task<int> ReloadsAsync()
    {
        var master = Match.Empty;
        await Wait.UntilAsync(
            async () =>
            {
                var servers = await RealHaproxy.AskAsync(RealHaproxy.StatsSocketIn(_directory.Path), "show servers state");
                master = Regex.Match(await Haproxy.AskAsync("show proc"), @"^\d+ +master +(\d+)", RegexOptions.Multiline);
                return master.Success && servers.Contains(_mark, StringComparison.Ordinal);
            },
            "HAProxy runs the last mark", () => Daemon.Log);
        return int.Parse(master.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>HAProxy was given no configuration that it refused, and none without the Services that were there all the time.</summary>
    public async Task NothingWentWrongAsync()
    {
        await Wait.UntilAsync(async () => (await Daemon.GetAsync("healthz")).Body == "ok\n", "all is well", () => Daemon.Log);
        (await Daemon.MetricAsync("kube2haproxy_reloads_total", "result=\"failure\"")).ShouldBe(0, Daemon.Log);
        (await Daemon.MetricAsync("kube2haproxy_validations_total", "")).ShouldBe(
            await Daemon.MetricAsync("kube2haproxy_validations_total", "result=\"valid\""), Daemon.Log);
        File.Exists(_directory["without-anchor"]).ShouldBeFalse("A configuration lacked a Service that was always there.\n" + Daemon.Log);
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
            await _daemon.DisposeAsync();

        await Relay.DisposeAsync();
        if (_haproxy is not null)
            await _haproxy.DisposeAsync();

        _directory.Dispose();
    }

    private async Task StartAsync(bool ready)
    {
        await ApplyAsync(Service(Anchor, clusterIPs: ["10.96.255.1"]));
        File.WriteAllText(
            RealHaproxy.FileIn(_directory.Path), RealHaproxy.Configuration(_directory.Path, RealHaproxy.FreePort(), "before"));
        _haproxy = await RealHaproxy.StartAsync(_directory.Path);

        // Each configuration is validated before HAProxy gets it.
        var validate = _directory.Write("validate", $"""
            #!/bin/sh
            for file; do :; done
            grep -q '^# default/{Anchor}$' "$file" || cp "$file" '{_directory["without-anchor"]}'
            exec {RealHaproxy.Binary} "$@"

            """);
        File.SetUnixFileMode(validate, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _daemon = RunningDaemon.Start(
            _directory.Path, ["--kubeconfig", await RenewTokenAsync()], [.. Environment, ("KUBE2HAPROXY_Haproxy__Binary", validate)]);
        if (ready)
            await _daemon.ReadyAsync();
    }
}
