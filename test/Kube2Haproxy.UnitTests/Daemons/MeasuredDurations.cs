using System.Diagnostics.Metrics;

namespace Kube2Haproxy.UnitTests.Daemons;

/// <summary>The programming durations that are recorded while it lives, in seconds.</summary>
internal sealed class MeasuredDurations : IDisposable
{
    private readonly MeterListener _listener = new();

    public List<double> Seconds { get; } = [];

    public MeasuredDurations(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "kube2haproxy.programming.duration")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, value, _, _) => Seconds.Add(value));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();
}
