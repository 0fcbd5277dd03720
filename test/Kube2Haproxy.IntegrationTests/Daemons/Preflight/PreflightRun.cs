using System.Diagnostics.Metrics;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Processes;
using Kube2Haproxy.Daemons.Quarantine;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.IntegrationTests.Daemons.Preflight;

/// <summary>A real HAProxy, and passes that bring it to configurations, in virtual time as to what is held back.</summary>
internal sealed class PreflightRun : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly HaproxyVersion _version;
    private readonly ApplyPass _pass;
    private RealHaproxy? _haproxy;

    /// <param name="version">Must not be missing.</param>
    public PreflightRun(HaproxyVersion version)
    {
        _version = version;
        Options = new()
        {
            Binary = version.Program(),
            ConfigFile = RealHaproxy.FileIn(_directory.Path),
            MasterSocket = RealHaproxy.MasterSocketIn(_directory.Path),
        };
        Daemon = new HaproxyDaemon(
            Microsoft.Extensions.Options.Options.Create(Options), new ProcessRunner(TimeProvider.System), TimeProvider.System,
            NullLogger<HaproxyDaemon>.Instance);
        var metrics = new DaemonMetrics(_services.GetRequiredService<IMeterFactory>(), new StatusBoard());
        _pass = ApplyPasses.Of(Daemon, new ConfigurationFile(Options.ConfigFile), metrics, Time);
    }

    public HaproxyOptions Options { get; }

    public HaproxyDaemon Daemon { get; }

    public FakeTimeProvider Time { get; } = new();

    /// <summary>What HAProxy has logged.</summary>
    public string Log => _haproxy?.Log ?? "";

    /// <summary>A whole configuration with what is given in section <c>global</c>, and one frontend with these lines.</summary>
    public string Text(string global, params string[] lines) =>
        Head(global) + "frontend f\n" + string.Concat(lines.Select(static line => $"  {line}\n"));

    /// <summary>One frontend for each Service, at its port of 127.0.0.1.</summary>
    public HaproxyConfiguration Wanted(params (string Name, int Port)[] services) => Wanted("", services);

    /// <summary>The same with what is given in section <c>global</c>.</summary>
    public HaproxyConfiguration Wanted(string global, params (string Name, int Port)[] services) => new(
        [
            new Fragment(null, Head(global)),
            .. services.Select(static one => new Fragment(
                new NamespacedName("default", one.Name), $"frontend {one.Name}\n  bind 127.0.0.1:{one.Port}\n")),
        ],
        []);

    /// <summary>Starts HAProxy on the text.</summary>
    public async Task StartAsync(string text, params string[] limited)
    {
        File.WriteAllText(Options.ConfigFile, text);
        _haproxy = await RealHaproxy.StartAsync(_directory.Path, _version, limited: limited);
    }

    public Task<Applied> ApplyAsync(HaproxyConfiguration wanted) =>
        _pass.RunAsync(wanted, TemplateStanding.Taken, TestContext.Current.CancellationToken);

    /// <summary>HAProxy's own program and the preflight on a candidate.</summary>
    public Task<Verdict> ValidateAsync(string text) =>
        Daemon.ValidateAsync(_directory.Write("candidate", text), TestContext.Current.CancellationToken);

    /// <summary>Reloads HAProxy with the text, whatever may be said of it.</summary>
    public Task<Verdict> ReloadAsync(string text)
    {
        File.WriteAllText(Options.ConfigFile, text);
        return Daemon.ReloadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_haproxy is not null)
            await _haproxy.DisposeAsync();

        await _services.DisposeAsync();
        _directory.Dispose();
    }

    private string Head(string global) => $"""
        global
          stats socket {RealHaproxy.StatsSocketIn(_directory.Path)} mode 600 level admin
          {global}
        defaults
          mode tcp
          timeout connect 1s
          timeout client 1s
          timeout server 1s

        """;
}
