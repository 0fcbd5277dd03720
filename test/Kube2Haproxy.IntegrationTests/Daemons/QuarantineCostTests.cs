using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
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
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.IntegrationTests.Daemons;

/// <summary>How much later the others are live when some Services are refused. On request: <c>QUARANTINE_SERVICES=5000</c>.</summary>
public sealed class QuarantineCostTests(ITestOutputHelper output) : IDisposable
{
    private const int ServersEach = 10;

    private readonly TemporaryDirectory _directory = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly int _port = RealHaproxy.FreePort();

    [Theory, EachHaproxy]
    public async Task Refused_Services_delay_the_others_by_less_than_one_reload(HaproxyVersion version)
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("QUARANTINE_SERVICES") ?? "0", CultureInfo.InvariantCulture);
        Assert.SkipWhen(count == 0, "It runs on request: set QUARANTINE_SERVICES to a number of Services, 5000 for the real one.");
        var options = new HaproxyOptions
        {
            Binary = version.Program(),
            ConfigFile = RealHaproxy.FileIn(_directory.Path),
            MasterSocket = RealHaproxy.MasterSocketIn(_directory.Path),
        };
        File.WriteAllText(options.ConfigFile, Configuration(count, "0", bad: 0).Text);
        await using var haproxy = await RealHaproxy.StartAsync(_directory.Path, version);
        var daemon = new HaproxyDaemon(Options.Create(options), new ProcessRunner(TimeProvider.System), TimeProvider.System, NullLogger<HaproxyDaemon>.Instance);
        var file = new ConfigurationFile(options.ConfigFile);
        var metrics = new DaemonMetrics(_services.GetRequiredService<IMeterFactory>(), new StatusBoard());
        var pass = ApplyPasses.Of(daemon, file, metrics, TimeProvider.System);
        await ApplyAsync(pass, Configuration(count, "first", bad: 0), 0);

        var reload = await MedianAsync(async _ => (await daemon.ReloadAsync()).ShouldBeOfType<Verdict.Good>());
        var none = await MedianAsync(turn => ApplyAsync(pass, Configuration(count, $"n{turn}", bad: 0), 0));
        var one = await MedianAsync(turn => ApplyAsync(pass, Configuration(count, $"o{turn}", bad: 1), 1));
        var twenty = await MedianAsync(turn => ApplyAsync(pass, Configuration(count, $"t{turn}", bad: 20), 20));

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{version}, {count} x {ServersEach}: reload {reload:0} ms; applied with none refused {none:0} ms, one {one:0} ms, twenty {twenty:0} ms"));
        (one - none).ShouldBeLessThan(reload);
        (twenty - none).ShouldBeLessThan(reload);
    }

    public void Dispose()
    {
        _services.Dispose();
        _directory.Dispose();
    }

    private static async Task<double> MedianAsync(Func<int, Task> step)
    {
        var times = new List<double>();
        for (var turn = 0; turn < 5; turn++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await step(turn);
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        return times.Order().ElementAt(2);
    }

    private static async Task ApplyAsync(ApplyPass pass, HaproxyConfiguration wanted, int refused)
    {
        var applied = await pass.RunAsync(wanted, TemplateStanding.Taken, TestContext.Current.CancellationToken);
        applied.Verdict.ShouldBeOfType<Verdict.Good>();
        applied.Quarantined.Count.ShouldBe(refused);
    }

    /// <param name="count">Of Services.</param>
    /// <param name="turn">Another one makes another text.</param>
    /// <param name="bad">So many of the Services are wrong, each time in another way.</param>
    private HaproxyConfiguration Configuration(int count, string turn, int bad)
    {
        var fragments = new List<Fragment>
        {
            new(null, $"""
                global
                  maxconn 1000
                  stats socket {RealHaproxy.StatsSocketIn(_directory.Path)} mode 600 level admin
                defaults
                  mode tcp
                  timeout connect 1s
                  timeout client 1s
                  timeout server 1s

                """),
        };
        for (var i = 0; i < count; i++)
        {
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"frontend f{i}\n  bind 127.97.{i / 250}.{(i % 250) + 1}:{_port}\n  default_backend b{i}\n");
            text.Append(CultureInfo.InvariantCulture, $"backend b{i}\n  balance roundrobin\n");
            for (var server = 0; server < ServersEach; server++)
                text.Append(CultureInfo.InvariantCulture, $"  server s{server} 10.{i / 250}.{i % 250}.{server + 1}:8080 id {server + 1} weight 1\n");
            if (i == 0)
                text.Append(CultureInfo.InvariantCulture, $"  # {turn}\n");
            else if (i <= bad)
                text.Append(CultureInfo.InvariantCulture, $"  nonsense {turn}\n");

            fragments.Add(new Fragment(new NamespacedName("default", $"s{i:00000}"), text.ToString()));
        }

        return new HaproxyConfiguration(fragments, []);
    }
}
