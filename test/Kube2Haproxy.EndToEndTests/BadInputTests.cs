using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.EndToEndTests;

/// <summary>Each fault of the world around it: one clear message with its remedy; not ready; nothing written, nothing lost.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const string Before = "global\n  maxconn 7\n";

    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();
    private FakeApiServer? _api;

    private FakeApiServer Api => _api!;

    private string ConfigFile => RealHaproxy.FileIn(_directory.Path);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RealHaproxy.Missing is not null, RealHaproxy.Missing ?? "");
        _api = await FakeApiServer.StartAsync();
        File.WriteAllText(ConfigFile, Before);
    }

    [Fact]
    public async Task An_api_server_that_is_away_at_the_start_is_waited_for()
    {
        await Api.StopAsync();
        await using var daemon = Start();
        await daemon.FaultAsync("cannot be reached");
        await NothingWrittenAsync(daemon);

        await Api.StartAgainAsync();

        await Wait.UntilAsync(() => File.ReadAllText(ConfigFile) != Before, "the configuration is written", () => daemon.Log, _stop);
    }

    [Fact]
    public async Task A_missing_template_is_waited_for()
    {
        var template = _directory["missing.liquid"];
        await using var daemon = Start("--haproxy-template-file", template);
        await daemon.FaultAsync($"Haproxy:TemplateFile ({template}) does not exist. Create it, or leave the setting out");
        await NothingWrittenAsync(daemon);

        File.WriteAllText(template, "listen x\n  bind 127.96.8.1:1\n  mode tcp\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\n");

        await Wait.UntilAsync(() => File.ReadAllText(ConfigFile) != Before, "the configuration is written", () => daemon.Log, _stop);
    }

    [Fact]
    public async Task A_template_that_haproxy_refuses_leaves_the_file_as_it_is()
    {
        var template = _directory["bad.liquid"];
        File.WriteAllText(template, "listen x\n  bind nonsense\n");
        await using var daemon = Start("--haproxy-template-file", template);

        (await daemon.FaultAsync("haproxy: parsing [")).ShouldContain($"{ConfigFile}.candidate:2");
        await NothingWrittenAsync(daemon);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_named_with_the_remedy()
    {
        var file = _directory["no-such-directory/haproxy.cfg"];
        await using var daemon = Start("--haproxy-config-file", file);

        (await daemon.FaultAsync($"haproxy: {file} cannot be replaced")).ShouldContain("must be able to write in its directory");
        (await daemon.GetAsync("readyz")).Status.ShouldBe(503);
        Directory.Exists(_directory["no-such-directory"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_manifests_directory_that_does_not_exist_is_waited_for()
    {
        var manifests = _directory["manifests"];
        await using var daemon = RunningDaemon.Start(_directory.Path, ["--manifests", manifests]);
        await daemon.FaultAsync(manifests);
        await NothingWrittenAsync(daemon);

        Directory.CreateDirectory(manifests);

        await Wait.UntilAsync(() => File.ReadAllText(ConfigFile) != Before, "the configuration is written", () => daemon.Log, _stop);
    }

    [Fact]
    public async Task A_second_daemon_on_the_same_file_does_not_start_and_the_first_one_goes_on()
    {
        await using var first = Start();
        await first.FaultAsync("haproxy: ");

        await using var second = Start();
        (await second.EndedAsync()).ShouldBe(69, second.Log);
        second.Log.ShouldContain($"{ConfigFile} is already written by another kube2haproxy on this node, which holds {ConfigFile}.lock.");

        (await first.StopAsync()).ShouldBe(0, first.Log);
        await using var third = Start();
        await third.FaultAsync("haproxy: ");
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
            await _api.DisposeAsync();

        _directory.Dispose();
    }

    private RunningDaemon Start(params string[] arguments) =>
        RunningDaemon.Start(_directory.Path, ["--kubeconfig", KubeconfigFile.Write(Api, _directory.Path), .. arguments]);

    private async Task NothingWrittenAsync(RunningDaemon daemon)
    {
        (await daemon.GetAsync("readyz")).Status.ShouldBe(503);
        File.ReadAllText(ConfigFile).ShouldBe(Before);
        File.Exists(ConfigFile + ".original").ShouldBeFalse();
    }
}
