using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>The values that the label <c>resource</c> takes, as long as it lives.</summary>
internal sealed class CountedResources : IDisposable
{
    private readonly ConcurrentDictionary<string, bool> _seen = new();
    private readonly MeterListener _listener = new();

    public CountedResources()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name.StartsWith("kube2haproxy.source.", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, labels, _) =>
        {
            foreach (var label in labels)
            {
                if (label.Key == "resource")
                    _seen[(string)label.Value!] = true;
            }
        });
        _listener.Start();
    }

    /// <summary>Sorted.</summary>
    public IEnumerable<string> Resources => _seen.Keys.Order(StringComparer.Ordinal);

    public void Dispose() => _listener.Dispose();
}
