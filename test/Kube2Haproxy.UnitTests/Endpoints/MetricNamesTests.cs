using System.Diagnostics.Metrics;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Haproxy.Planning;
using Kube2Haproxy.Endpoints;
using Kube2Haproxy.Sources;
using Kube2Haproxy.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace Kube2Haproxy.UnitTests.Endpoints;

public sealed class MetricNamesTests
{
    [Fact]
    public void The_readme_names_every_metric_and_no_other()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Scope == meters)
                    found.Add(PrometheusName(instrument));
            },
        };
        listener.Start();
        _ = new SourceMetrics(meters);
        _ = new DaemonMetrics(meters, new StatusBoard());
        _ = new StatusMetrics(meters, new StatusBoard());

        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var named = System.Text.RegularExpressions.Regex.Matches(readme, "`(kube2haproxy_[a-z_]+)`").Select(match => match.Groups[1].Value);

        named.Distinct().Order(StringComparer.Ordinal).ShouldBe(found);
    }

    [Fact]
    public void The_readme_names_every_reason_of_a_reload()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

        foreach (var reason in Enum.GetValues<ReloadReason>())
            readme.ShouldContain($"`{reason.Label()}`");
    }

    /// <summary>As the exporter makes it: dots become underscores, then the unit, then <c>_total</c> for a counter.</summary>
    private static string PrometheusName(Instrument instrument) =>
        instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "") + (instrument is Counter<long> ? "_total" : "");
}
