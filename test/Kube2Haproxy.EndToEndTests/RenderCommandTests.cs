using System.Net;
using System.Net.Sockets;
using CliWrap;
using CliWrap.Buffered;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Kubernetes;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.EndToEndTests;

/// <summary><c>kube2haproxy render</c>: what <c>run</c> would write, and nothing else.</summary>
public sealed class RenderCommandTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private FakeApiServer? _api;

    private FakeApiServer Api => _api!;

    public async ValueTask InitializeAsync()
    {
        _api = await FakeApiServer.StartAsync();
        var port = RealHaproxy.FreePort();
        Api.Apply(Service("web", clusterIPs: ["127.96.9.1"], ports: [ServicePort(port, "http")]));
        Api.Apply(EndpointSlice("web-1", "web", endpoints: [Endpoint("127.0.0.1", pod: "web-0")], ports: [Port(port, "http")]));
    }

    [Fact]
    public async Task It_prints_the_bytes_that_the_daemon_writes()
    {
        Assert.SkipWhen(RealHaproxy.Missing is not null, RealHaproxy.Missing ?? "");
        File.WriteAllText(
            RealHaproxy.FileIn(_directory.Path), RealHaproxy.Configuration(_directory.Path, RealHaproxy.FreePort(), "before"));
        await using var haproxy = await RealHaproxy.StartAsync(_directory.Path);
        await using var daemon = RunningDaemon.Start(_directory.Path, ["--kubeconfig", KubeconfigFile.Write(Api, _directory.Path)]);
        await daemon.ReadyAsync();

        var printed = await RenderAsync();

        printed.StandardError.ShouldBeEmpty();
        printed.ExitCode.ShouldBe(0);
        printed.StandardOutput.ShouldBe(File.ReadAllText(RealHaproxy.FileIn(_directory.Path)));
    }

    [Fact]
    public async Task It_writes_both_into_a_directory()
    {
        var haproxy = await RenderAsync();
        var keepalived = await RenderAsync("keepalived");

        var written = await RenderAsync("--output", _directory["new"]);

        written.ExitCode.ShouldBe(0, written.StandardError);
        written.StandardOutput.ShouldBe($"{_directory["new/haproxy.cfg"]}\n{_directory["new/keepalived.conf"]}\n");
        File.ReadAllText(_directory["new/haproxy.cfg"]).ShouldBe(haproxy.StandardOutput);
        File.ReadAllText(_directory["new/keepalived.conf"]).ShouldBe(keepalived.StandardOutput);
        keepalived.StandardOutput.ShouldContain("127.96.9.1/32");
        Directory.GetFiles(_directory["new"]).Length.ShouldBe(2);
    }

    [Fact]
    public async Task What_cannot_be_used_is_left_out_and_named()
    {
        var broken = Service("broken", clusterIPs: ["127.96.9.2"]);
        broken["spec"]!["ports"]![0]!["port"] = "http";
        Api.Apply(broken);

        var rendered = await RenderAsync();

        rendered.ExitCode.ShouldBe(0);
        rendered.StandardOutput.ShouldContain("default_web_http");
        rendered.StandardOutput.ShouldNotContain("default_broken");
        rendered.StandardError.ShouldBe(
            "kube2haproxy: services default/broken is left out: spec.ports[0].port is not of the type that it must have.\n");
    }

    [Fact]
    public async Task An_api_server_that_is_away_ends_it_with_the_reason()
    {
        await Api.StopAsync();

        var refused = await RenderAsync();

        refused.ExitCode.ShouldBe(69);
        refused.StandardOutput.ShouldBeEmpty();
        refused.StandardError.ShouldStartWith("kube2haproxy: The API server at ");
        refused.StandardError.TrimEnd().ShouldNotContain('\n');
    }

    [Fact]
    public async Task A_fault_of_the_template_ends_it_with_the_place()
    {
        File.WriteAllText(_directory["x.liquid"], "global\n  {{ nonsense }}\n");

        var refused = await RenderAsync("--haproxy-template-file", _directory["x.liquid"]);

        refused.ExitCode.ShouldBe(65);
        refused.StandardOutput.ShouldBeEmpty();
        refused.StandardError.ShouldStartWith($"kube2haproxy: {_directory["x.liquid"]}:2:6: unknown variable 'nonsense'");
    }

    [Fact]
    public async Task A_fault_of_the_other_template_is_none_of_its_own()
    {
        File.WriteAllText(_directory["x.liquid"], "{{ nonsense }}\n");

        (await RenderAsync("keepalived", "--haproxy-template-file", _directory["x.liquid"])).ExitCode.ShouldBe(0);
        (await RenderAsync("--output", _directory["new"], "--haproxy-template-file", _directory["x.liquid"])).ExitCode.ShouldBe(65);
    }

    [Fact]
    public async Task A_port_that_HAProxy_has_for_all_addresses_is_not_the_nodes_own_for_keepalived_either()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Api.Apply(Service("all", clusterIPs: ["127.96.9.2"], ports: [ServicePort(port, "http")]));

        File.WriteAllText(RealHaproxy.FileIn(_directory.Path), "");
        (await RenderAsync("keepalived")).StandardOutput.ShouldNotContain("127.96.9.2");
        File.WriteAllText(RealHaproxy.FileIn(_directory.Path), $"frontend all\n  bind *:{port}\n");
        (await RenderAsync("keepalived")).StandardOutput.ShouldContain("127.96.9.2/32");
    }

    [Fact]
    public async Task What_cannot_be_put_in_place_leaves_nothing_half_written_behind()
    {
        Directory.CreateDirectory(_directory["new/haproxy.cfg/in the way"]);

        var refused = await RenderAsync("--output", _directory["new"]);

        refused.ExitCode.ShouldBe(69);
        refused.StandardOutput.ShouldBeEmpty();
        refused.StandardError.ShouldStartWith($"kube2haproxy: nothing can be written to {_directory["new"]}: ");
        Directory.GetFileSystemEntries(_directory["new"]).ShouldBe([_directory["new/haproxy.cfg"]]);
    }

    [Theory]
    [InlineData("render")]
    [InlineData("status")]
    public async Task A_full_stdout_ends_it_in_one_line(string command)
    {
        await using var daemon = RunningDaemon.Start(_directory.Path, ["--kubeconfig", KubeconfigFile.Write(Api, _directory.Path)]);
        await Wait.UntilAsync(async () => (await daemon.GetAsync("readyz")).Status != 0, "it listens", () => daemon.Log, TestContext.Current.CancellationToken);
        using var limit = new TestLimit();

        var refused = await Cli.Wrap("/bin/sh")
            .WithArguments(["-c", $"exec \"$0\" \"$@\" >/dev/full", PublishedBinary.File, command, "--manifests", _directory.Path, "--port", $"{daemon.Port}"])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(limit.Token);

        refused.ExitCode.ShouldBe(69, refused.StandardError);
        refused.StandardError.ShouldBe("kube2haproxy: nothing can be written to stdout: No space left on device\n");
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_named()
    {
        var refused = await RenderAsync("--output", "/proc/none");

        refused.ExitCode.ShouldBe(69);
        refused.StandardError.ShouldStartWith("kube2haproxy: nothing can be written to /proc/none: ");
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        _directory.Dispose();
    }

    private Task<BufferedCommandResult> RenderAsync(params string[] arguments) => RunningDaemon.RenderAsync(
        _directory.Path, [.. arguments, "--kubeconfig", KubeconfigFile.Write(Api, _directory.Path)], ("KUBE2HAPROXY_Keepalived__Enabled", "true"));
}
