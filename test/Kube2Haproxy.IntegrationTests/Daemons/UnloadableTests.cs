using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Processes;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.IntegrationTests.Daemons;

/// <summary>What <c>haproxy -c</c> takes and HAProxy cannot load holds up nothing else.</summary>
public sealed class UnloadableTests : IAsyncDisposable
{
    private static readonly TemplateVersion Old = new("t", new Dictionary<string, string> { ["t"] = "old" });
    private static readonly TemplateVersion New = new("t", new Dictionary<string, string> { ["t"] = "new" });

    private readonly TemporaryDirectory _directory = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Channel<HaproxyConfiguration> _configurations = Channel.CreateUnbounded<HaproxyConfiguration>();
    private readonly Channel<RenderInput> _inputs = Channel.CreateUnbounded<RenderInput>();
    private readonly Published<DaemonStatus> _status = new(DaemonStatus.Starting);
    private readonly CancellationTokenSource _stop = new();
    private ApplyLoop? _loop;
    private Task _running = Task.CompletedTask;

    [Theory, EachHaproxy]
    public async Task A_new_template_leaves_the_last_good_one_following_the_cluster(HaproxyVersion version)
    {
        var old = Wanted("", ("a", $"127.0.0.1:{RealHaproxy.FreePort()}")) with { Template = Old };
        File.WriteAllText(RealHaproxy.FileIn(_directory.Path), old.Text);
        await using var haproxy = await RealHaproxy.StartAsync(_directory.Path, version);
        Start(version);
        Want(old);
        await UntilAsync(static status => status.Applied, haproxy);

        // Bound only at the start, and of no Service.
        const string Unbindable = "stats socket /nonexistent/other.sock";
        (string, string)[] services = [("a", $"127.0.0.1:{RealHaproxy.FreePort()}"), ("b", $"127.0.0.1:{RealHaproxy.FreePort()}")];
        Want(Wanted(Unbindable, services) with { Template = New, Fallback = Wanted("", services) with { Template = Old } });

        await UntilAsync(static status => status.Fault?.StartsWith("The newest template is refused; the last good one stays in force.", StringComparison.Ordinal) == true, haproxy);
        _status.Value.Fault.ShouldNotBeNull().ShouldContain(version == HaproxyVersion.V30 ? "cannot bind UNIX socket" : "its own log says why");
        File.ReadAllText(haproxy.ConfigFile).ShouldBe(Wanted("", services).Text);
        (await RealHaproxy.AskAsync(RealHaproxy.StatsSocketIn(_directory.Path), "show stat")).ShouldContain("b,FRONTEND");

        // An edit is tried at once.
        var mended = new TemplateVersion("t", new Dictionary<string, string> { ["t"] = "mended" });
        Want(Wanted("stats timeout 1m", services) with { Template = mended, Fallback = Wanted("", services) with { Template = Old } });
        await UntilAsync(static status => status.Fault is null, haproxy);
        File.ReadAllText(haproxy.ConfigFile).ShouldContain("stats timeout 1m");
    }

    [Theory, EachHaproxy]
    public async Task A_Service_is_found_and_stays_at_its_last_good_text_and_the_others_are_loaded(HaproxyVersion version)
    {
        const string Unbindable = "\n  bind /nonexistent/c.sock";
        (string Name, string Bind)[] before = [.. "abcde".Select(static name => ($"{name}", $"127.0.0.1:{RealHaproxy.FreePort()}"))];
        File.WriteAllText(RealHaproxy.FileIn(_directory.Path), Wanted("", before).Text);
        await using var haproxy = await RealHaproxy.StartAsync(_directory.Path, version);
        Start(version);
        Want(Wanted("", before));
        await UntilAsync(static status => status.Applied, haproxy);

        (string Name, string Bind)[] after = [.. before.Select(static one => (one.Name, $"127.0.0.1:{RealHaproxy.FreePort()}"))];
        Want(Wanted("", [.. after.Select(one => one.Name == "c" ? (one.Name, one.Bind + Unbindable) : one)]));

        await UntilAsync(
            static status => status.Fault is null && status.Quarantined is [{ Service.Name: "c", IsServed: true } only]
                && !only.Complaint.StartsWith("It waits", StringComparison.Ordinal),
            haproxy);
        _status.Value.Quarantined[0].Complaint.ShouldContain(version == HaproxyVersion.V30
            ? "It is valid, but cannot be loaded: line 3 of its text: " : "its own log says why");
        File.ReadAllText(haproxy.ConfigFile).ShouldBe(Wanted("", [.. after.Select((one, i) => one.Name == "c" ? before[i] : one)]).Text);

        Want(Wanted("", after));
        await UntilAsync(static status => status is { Fault: null, Quarantined.Count: 0 }, haproxy);
        File.ReadAllText(haproxy.ConfigFile).ShouldBe(Wanted("", after).Text);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _loop?.Dispose();
        _stop.Dispose();
        await _services.DisposeAsync();
        _directory.Dispose();
    }

    private void Start(HaproxyVersion version)
    {
        var options = new HaproxyOptions
        {
            Binary = version.Program(),
            ConfigFile = RealHaproxy.FileIn(_directory.Path),
            MasterSocket = RealHaproxy.MasterSocketIn(_directory.Path),
            StatsSocket = RealHaproxy.StatsSocketIn(_directory.Path),
        };
        var time = TimeProvider.System;
        var daemon = new HaproxyDaemon(Options.Create(options), new ProcessRunner(time), time, NullLogger<HaproxyDaemon>.Instance);
        _loop = ApplyLoop.Of(
            daemon, new ConfigurationFile(options.ConfigFile), _status, _inputs.Writer,
            new DaemonMetrics(_services.GetRequiredService<IMeterFactory>(), new StatusBoard()), new FakePauseGate(), TimeSpan.FromMilliseconds(100), time,
            NullLogger.Instance);
        _running = _loop.RunAsync(_configurations.Reader, _stop.Token);
    }

    private void Want(HaproxyConfiguration configuration) => _configurations.Writer.TryWrite(configuration);

    private Task UntilAsync(Func<DaemonStatus, bool> condition, RealHaproxy haproxy) => Wait.UntilAsync(
        () => condition(_status.Value) || _running.IsFaulted, "the status is as it must be", () => $"{_status.Value}\n{_running.Exception}\n{haproxy.Log}",
        cancellationToken: TestContext.Current.CancellationToken);

    private HaproxyConfiguration Wanted(string global, params (string Name, string Bind)[] services) => new(
        [
            new Fragment(null, $"""
                global
                  stats socket {RealHaproxy.StatsSocketIn(_directory.Path)} mode 600 level admin
                  {global}
                defaults
                  mode tcp
                  timeout connect 1s
                  timeout client 1s
                  timeout server 1s

                """),
            .. services.Select(static one => new Fragment(
                new NamespacedName("default", one.Name), $"frontend {one.Name}\n  bind {one.Bind}\n")),
        ],
        []);
}
