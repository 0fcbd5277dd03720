using System.Net.Sockets;
using System.Text;
using CliWrap;
using CliWrap.Buffered;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.EndToEndTests;

/// <summary><c>kube2haproxy pause</c> and <c>resume</c> on a node that serves traffic.</summary>
public sealed class PauseTests : IAsyncLifetime
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();
    private readonly int _port = RealHaproxy.FreePort();
    private RealHaproxy? _haproxy;

    private string ConfigFile => RealHaproxy.FileIn(_directory.Path);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RealHaproxy.Missing is not null, RealHaproxy.Missing ?? "");
        File.WriteAllText(ConfigFile, RealHaproxy.Configuration(_directory.Path, RealHaproxy.FreePort(), "before"));
        _haproxy = await RealHaproxy.StartAsync(_directory.Path);
        _directory.Write("template.liquid", $$$"""
            global
              stats socket {{{RealHaproxy.StatsSocketIn(_directory.Path)}}} mode 600 level admin
            defaults
              mode http
              timeout connect 1s
              timeout client 5s
              timeout server 5s
            {% services %}
            frontend {{ service.name }}
              bind {{ service.addresses[0] }}:{{{_port}}}
              http-request return status 200 content-type text/plain string {{ service.annotations['example.com/says'] }}
            {% endservices %}

            """);
    }

    [Fact]
    public async Task In_a_pause_traffic_is_served_and_nothing_is_applied_until_the_newest_is_at_once_after_it()
    {
        Say("one");
        await using var daemon = Start();
        await daemon.ReadyAsync();
        await AnsweredAsync("one", daemon);

        (await RunAsync(daemon, "pause", "--reason", "new HAProxy")).ShouldBe(
            $"Paused: {RunningDaemon.PauseFileIn(_directory.Path)} is written; nothing is applied here until `kube2haproxy resume`.\n"
            + "The daemon has paused.\n");
        var files = Files();
        Say("two");
        await RenderedAsync("two", daemon);
        Say("three");
        await RenderedAsync("three", daemon);

        (await AnswerAsync()).ShouldBe("one");
        Files().ShouldBe(files);
        var paused = "PAUSED since [-0-9T:]+Z by tester; nothing is applied until `kube2haproxy resume`\\. Reason: new HAProxy\n";
        (await RunAsync(daemon, "status")).ShouldMatch("^" + paused);
        var (health, body) = await daemon.GetAsync("healthz");
        health.ShouldBe(200);
        body.ShouldMatch("^ok\n" + paused);
        (await daemon.MetricAsync("kube2haproxy_paused_since_timestamp_seconds", "")).ShouldBeGreaterThan(1.7e9);
        daemon.Log.ShouldContain(" PAUSED since ");

        (await RunAsync(daemon, "resume")).ShouldEndWith("\nThe daemon is not paused.\n");
        await AnsweredAsync("three", daemon);
        // The start, and all that came in the pause.
        await Wait.UntilAsync(async () => await daemon.MetricAsync("kube2haproxy_reloads_total", "") == 2, "it is counted", () => daemon.Log, _stop);
        (await daemon.MetricAsync("kube2haproxy_paused_since_timestamp_seconds", "")).ShouldBe(0);
        (await daemon.GetAsync("healthz")).Body.ShouldBe("ok\n");
    }

    [Fact]
    public async Task What_was_changed_by_hand_is_put_right_after_a_pause()
    {
        Say("one");
        await using var daemon = Start();
        await daemon.ReadyAsync();
        await RunAsync(daemon, "pause");
        File.WriteAllText(ConfigFile, File.ReadAllText(ConfigFile).Replace("string one", "string hand", StringComparison.Ordinal));
        await _haproxy!.AskAsync("reload");
        await AnsweredAsync("hand", daemon);

        await RunAsync(daemon, "resume");

        await AnsweredAsync("one", daemon);
    }

    [Fact]
    public async Task Who_starts_in_a_pause_made_by_hand_is_ready_and_writes_nothing()
    {
        File.WriteAllText(RunningDaemon.PauseFileIn(_directory.Path), "");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(_directory["notify.sock"]));
        Say("one");
        var files = Files();

        await using var daemon = Start(("NOTIFY_SOCKET", _directory["notify.sock"]));
        await ReceiveAsync(systemd, "READY=1");
        await ReceiveAsync(systemd, "STATUS=PAUSED since ");
        await daemon.ReadyAsync();
        await RenderedAsync("one", daemon);
        Files().ShouldBe(files);
        (await daemon.MetricAsync("kube2haproxy_validations_total", "")).ShouldBe(0);

        File.Delete(RunningDaemon.PauseFileIn(_directory.Path));
        await AnsweredAsync("one", daemon);
        await Wait.UntilAsync(async () => await daemon.GetAsync("readyz") == (200, "ready\n"), "nothing is pending", () => daemon.Log, _stop);
        await ReceiveAsync(systemd, "STATUS=1 services, ");
    }

    public async ValueTask DisposeAsync()
    {
        if (_haproxy is not null)
            await _haproxy.DisposeAsync();

        _directory.Dispose();
    }

    private RunningDaemon Start(params (string Name, string? Value)[] environment) => RunningDaemon.Start(
        _directory.Path, ["--manifests", _directory["manifests"], "--haproxy-template-file", _directory["template.liquid"]], environment);

    /// <returns>What the command printed; it ended well.</returns>
    private async Task<string> RunAsync(RunningDaemon daemon, params string[] arguments)
    {
        using var limit = new TestLimit();
        var run = await Cli.Wrap(PublishedBinary.File)
            .WithArguments(arguments)
            .WithEnvironmentVariables(variables => variables
                .Set("KUBE2HAPROXY_Server__Port", $"{daemon.Port}")
                .Set("KUBE2HAPROXY_Safety__PauseFile", RunningDaemon.PauseFileIn(_directory.Path))
                .Set("SUDO_USER", "tester"))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(limit.Token);
        run.StandardError.ShouldBeEmpty();
        run.ExitCode.ShouldBe(0);
        return run.StandardOutput;
    }

    private void Say(string words)
    {
        _directory.Write("new.yaml", $$$"""
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: default, annotations: {example.com/says: "{{{words}}}"}}
            spec: {clusterIP: 127.96.9.9, ports: [{name: {{{words}}}, port: {{{_port}}}}]}
            """);
        Directory.CreateDirectory(_directory["manifests"]);
        File.Move(_directory["new.yaml"], _directory["manifests/web.yaml"], overwrite: true);
    }

    /// <summary>Path, time and text of all that lies beside HAProxy's configuration, its sockets, its lock and the pause aside.</summary>
    private string[] Files() =>
    [
        .. Directory.GetFiles(_directory.Path, Path.GetFileName(ConfigFile) + "*")
            .Where(static file => !file.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(file => $"{file} {File.GetLastWriteTimeUtc(file).Ticks} {File.ReadAllText(file)}"),
    ];

    private Task RenderedAsync(string words, RunningDaemon daemon) => Wait.UntilAsync(
        async () => (await daemon.GetAsync("status")).Body.Contains($"default_web_{words}", StringComparison.Ordinal), $"it is to say {words}",
        () => daemon.Log, _stop);

    private Task AnsweredAsync(string words, RunningDaemon daemon) =>
        Wait.UntilAsync(async () => await AnswerAsync() == words, $"it says {words}", () => daemon.Log, _stop);

    /// <summary>The body that a client gets; empty where it gets none.</summary>
    private async Task<string> AnswerAsync()
    {
        // A client of its own each time: a kept connection would go on to the old worker.
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            return await client.GetStringAsync(new Uri($"http://127.96.9.9:{_port}/"), _stop);
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }

    private static async Task ReceiveAsync(Socket systemd, string text)
    {
        var buffer = new byte[4096];
        using var limit = new TestLimit();
        string message;
        do
            message = Encoding.UTF8.GetString(buffer, 0, await systemd.ReceiveAsync(buffer, limit.Token));
        while (!message.Contains(text, StringComparison.Ordinal));
    }
}
