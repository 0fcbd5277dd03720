using System.Diagnostics.Metrics;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Endpoints;
using Microsoft.Extensions.DependencyInjection;

namespace Kube2Haproxy.UnitTests.Endpoints;

public sealed class VrrpMetricTests
{
    /// <summary>An exporter goes on showing the last number of a series that nobody tells any more.</summary>
    [Fact]
    public void An_instance_that_is_gone_is_in_no_state()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var board = new StatusBoard();
        _ = new StatusMetrics(meters, board);
        var told = new Dictionary<(string Instance, string State), int>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name == "kube2haproxy.vrrp.state")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => told[((string)tags[0].Value!, (string)tags[1].Value!)] = value);
        listener.Start();

        listener.RecordObservableInstruments();
        told[("", "UNKNOWN")].ShouldBe(1);

        board.Vrrp.Value = new VrrpStatus([new("one", VrrpState.Master, null), new("two", VrrpState.Backup, null)]);
        listener.RecordObservableInstruments();

        told.Where(static one => one.Value == 1).Select(static one => one.Key).ShouldBe([("one", "MASTER"), ("two", "BACKUP")], ignoreOrder: true);
    }
}
