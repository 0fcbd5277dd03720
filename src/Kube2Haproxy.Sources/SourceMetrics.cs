using System.Diagnostics.Metrics;
using Kube2Haproxy.Sources.Kubernetes;

namespace Kube2Haproxy.Sources;

/// <summary>What the sources count. Labels name resources and reasons, never objects.</summary>
internal sealed class SourceMetrics
{
    private readonly Counter<long> _relists;
    private readonly Counter<long> _events;
    private readonly Counter<long> _undecodable;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _assignments;

    public SourceMetrics(IMeterFactory meters)
    {
        // The factory owns the meter.
        var meter = meters.Create("kube2haproxy");
        _relists = meter.CreateCounter<long>(
            "kube2haproxy.source.relists", description: "Full lists that were read.");
        _events = meter.CreateCounter<long>(
            "kube2haproxy.source.watch.events", description: "Changes that a watch brought, without bookmarks.");
        _undecodable = meter.CreateCounter<long>(
            "kube2haproxy.source.undecodable.objects", description: "Objects that could not be read; their last good state stays.");
        _errors = meter.CreateCounter<long>(
            "kube2haproxy.source.errors", description: "Requests and reads that failed.");
        _assignments = meter.CreateCounter<long>(
            "kube2haproxy.assignments", description: "Addresses of Services:Pools that were written to a Service's status, or could not be.");
    }

    public void Listed(string resource) => _relists.Add(1, Resource(resource));

    public void Watched(string resource) => _events.Add(1, Resource(resource));

    public void Undecodable(string resource) => _undecodable.Add(1, Resource(resource));

    public void Failed(string resource, string reason) =>
        _errors.Add(1, Resource(resource), new KeyValuePair<string, object?>("reason", reason));

    /// <param name="fault">Null where it was written.</param>
    public void Assigned(ApiFaultKind? fault) =>
        _assignments.Add(1, new KeyValuePair<string, object?>("result", fault?.ToString() ?? "Written"));

    private static KeyValuePair<string, object?> Resource(string resource) => new("resource", resource);
}
