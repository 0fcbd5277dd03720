using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.EndToEndTests;

/// <summary><c>kube2haproxy status</c>: why a Service is not served, asked of a daemon that runs.</summary>
public sealed class StatusCommandTests : IAsyncLifetime
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();
    private FakeApiServer? _api;
    private RunningDaemon? _daemon;

    private FakeApiServer Api => _api!;

    private RunningDaemon Daemon => _daemon!;

    public async ValueTask InitializeAsync()
    {
        _api = await FakeApiServer.StartAsync();
        Api.Apply(Service("web", "shop", ["127.96.11.1"], [ServicePort(8080, "http")], annotations: Annotation("mode", "udp\u001b[2J")));
        Api.Apply(EndpointSlice(
            "web-1", "web", "shop", [Endpoint("10.1.0.1"), Endpoint("10.1.0.2", ready: false, terminating: true)], [Port(80, "http")]));
        Api.Apply(Service("web-copy", "shop", ["127.96.11.1"], [ServicePort(8080), ServicePort(53, "dns", "UDP")]));
        Api.Apply(Service("idle", "shop", ["127.96.11.2"]));
        Api.Apply(Unreadable("broken"));
        Api.Apply(Service("web", "elsewhere", ["127.96.11.3"]));
        _daemon = RunningDaemon.Start(
            _directory.Path,
            ["--kubeconfig", KubeconfigFile.Write(Api, _directory.Path)],
            ("KUBE2HAPROXY_Services__Namespaces", "shop,bank"), ("KUBE2HAPROXY_Services__Selector", "team notin (none)"));
    }

    [Fact]
    public async Task A_service_that_is_served_says_where_and_what_of_it_is_wrong()
    {
        var web = await AskAsync("shop/web");

        web.ShouldStartWith("shop/web is served.\n");
        web.ShouldContain("  8080 (http)  127.96.11.1  shop_web_http  1      1\n");
        web.ShouldContain("""  "kube2haproxy.io/mode" of shop/web is "udp\u001b[2J". It must be tcp or http.""");
        web.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task Each_service_that_is_not_served_is_explained()
    {
        (await AskAsync("shop/web-copy")).ShouldContain("at 127.96.11.1 port 8080 (Conflict): shop/web has it, which is older");
        (await AskAsync("shop/web-copy")).ShouldContain("port 53 (Protocol): Its protocol is UDP");
        (await AskAsync("shop/idle")).ShouldStartWith("shop/idle is served, but none of its endpoints is ready.\n");
        (await AskAsync("shop/broken")).ShouldContain("services shop/broken: spec.ports[0].port is not of the type that it must have.");
        (await AskAsync("elsewhere/web")).ShouldStartWith(
            """
            There is no Service elsewhere/web in what this daemon sees.
            It looks only at Services:Namespaces: shop, bank.
            It looks only at Services whose labels match Services:Selector: team notin (none).

            """);
    }

    [Fact]
    public async Task All_of_it_is_told_first_what_is_wrong()
    {
        var all = await AskAsync();

        all.ShouldContain("Refused, as they are now:\n  services shop/broken: ");
        all.ShouldContain("Ports without a server that is ready:\n  shop/idle port 80\n");
        all.ShouldContain("\nservices    2 served, with 2 backends\n");
        all.ShouldContain("  Conflict  1\n    shop/web-copy at 127.96.11.1 port 8080: ");
        all.IndexOf("Refused", StringComparison.Ordinal).ShouldBeLessThan(all.IndexOf("Conflict", StringComparison.Ordinal));
        all.ShouldNotContain("elsewhere");
    }

    [Fact]
    public async Task Json_is_what_the_endpoint_answers()
    {
        await Daemon.FaultAsync("haproxy: ");

        // Without an HAProxy its state is the same from then on.
        (await AskAsync("--json")).ShouldBe((await Daemon.GetAsync("status")).Body);
    }

    [Fact]
    public async Task What_is_refused_is_counted_until_it_can_be_used()
    {
        await KnownAsync();
        (await Daemon.MetricAsync("kube2haproxy_source_refused_objects", "services")).ShouldBe(1);

        Api.Apply(Service("broken", "shop", ["127.96.11.4"]));

        await Wait.UntilAsync(
            async () => (await AskAsync("shop/broken")).Contains(" shop_broken_80 ", StringComparison.Ordinal),
            "it is served", () => Daemon.Log, _stop);
        await Wait.UntilAsync(
            async () => await Daemon.MetricAsync("kube2haproxy_source_refused_objects", "services") == 0,
            "none is counted", () => Daemon.Log, _stop);

        Api.Apply(Unreadable("broken"));

        await Wait.UntilAsync(
            async () => (await AskAsync("shop/broken")).Contains("Refused", StringComparison.Ordinal),
            "it is refused again", () => Daemon.Log, _stop);
        (await AskAsync("shop/broken")).ShouldContain(" shop_broken_80 ");
    }

    [Fact]
    public async Task A_daemon_that_does_not_run_is_told_in_one_line()
    {
        await Daemon.StopAsync();

        var refused = await RunAsync("shop/web");

        refused.ExitCode.ShouldBe(69);
        refused.StandardOutput.ShouldBeEmpty();
        refused.StandardError.ShouldMatch(
            @"^kube2haproxy: http://127\.0\.0\.1:\d+/status cannot be reached: [^\n]*\. The daemon does not run, or with another [^\n]*\n$");
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
            await _daemon.DisposeAsync();
        await Api.DisposeAsync();
        _directory.Dispose();
    }

    private Task KnownAsync() => Wait.UntilAsync(
        async () => (await Daemon.GetAsync("status")).Body.Contains("shop_web_http", StringComparison.Ordinal),
        "the first state is known", () => Daemon.Log, _stop);

    private async Task<string> AskAsync(params string[] arguments)
    {
        await KnownAsync();
        var answer = await RunAsync(arguments);
        answer.StandardError.ShouldBeEmpty();
        answer.ExitCode.ShouldBe(0);
        return answer.StandardOutput;
    }

    private async Task<BufferedCommandResult> RunAsync(params string[] arguments)
    {
        using var limit = new TestLimit();
        return await Cli.Wrap(PublishedBinary.File)
            .WithArguments(["status", .. arguments])
            .WithEnvironmentVariables(variables => variables.Set("KUBE2HAPROXY_Server__Port", $"{Daemon.Port}"))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(limit.Token);
    }

    private static JsonObject Unreadable(string name)
    {
        var service = Service(name, "shop", ["127.96.11.4"]);
        service["spec"]!["ports"]![0]!["port"] = "http";
        return service;
    }

    private static Dictionary<string, string> Annotation(string name, string value) => new() { [$"kube2haproxy.io/{name}"] = value };
}
