using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Endpoints;
using Kube2Haproxy.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace Kube2Haproxy.UnitTests.Endpoints;

public sealed class SkippedMetricTests
{
    /// <summary>An exporter goes on showing the last number of a series that nobody tells any more.</summary>
    [Fact]
    public void Every_reason_is_told_each_time()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var board = new StatusBoard();
        _ = new StatusMetrics(meters, board);
        var told = new Dictionary<string, int>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name == "kube2haproxy.skipped")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((_, count, tags, _) => told[(string)tags[0].Value!] = count);
        listener.Start();

        SkippedPart[] skipped =
        [
            new(new("a", "b"), null, null, SkipReason.Headless, ""),
            new(new("a", "c"), null, null, SkipReason.Headless, ""),
        ];
        board.Cluster.Value = new ClusterStatus(new ClusterView([], [], skipped), null);
        listener.RecordObservableInstruments();

        told.ShouldBe(
            Enum.GetValues<SkipReason>().ToDictionary(reason => reason.ToString(), reason => reason == SkipReason.Headless ? 2 : 0),
            ignoreOrder: true);
    }

    [Fact]
    public void The_readme_explains_every_reason_and_marks_those_that_are_no_surprise()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var table = readme[readme.IndexOf("| reason | what is not served |", StringComparison.Ordinal)..];
        table = table[..table.IndexOf("\n\n", StringComparison.Ordinal)];

        Regex.Matches(table, @"^\| `(\w+)`( \*\*)? \|", RegexOptions.Multiline).Select(row => (row.Groups[1].Value, row.Groups[2].Success))
            .ShouldBe(Enum.GetValues<SkipReason>().Select(reason => (reason.ToString(), reason.IsUsual())));
    }
}
