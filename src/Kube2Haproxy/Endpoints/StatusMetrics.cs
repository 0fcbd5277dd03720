using System.Diagnostics.Metrics;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Status;

namespace Kube2Haproxy.Endpoints;

/// <summary>The status board as gauges.</summary>
internal sealed class StatusMetrics
{
    private readonly HashSet<string> _instances = new(StringComparer.Ordinal);

    public StatusMetrics(IMeterFactory meters, StatusBoard board)
    {
        var meter = meters.Create("kube2haproxy");
        meter.CreateObservableGauge("kube2haproxy.services", () => board.Cluster.Value.Services, null, "Services that are exposed.");
        meter.CreateObservableGauge(
            "kube2haproxy.endpoints", () => board.Cluster.Value.Endpoints, null, "Servers over all backends of the exposed Services.");
        meter.CreateObservableGauge(
            "kube2haproxy.skipped", () => Skipped(board), null, "Services, addresses and ports that are not served, by reason.");
        meter.CreateObservableGauge(
            "kube2haproxy.ignored.annotations", () => board.Cluster.Value.View.IgnoredAnnotations.Count, null,
            "Annotations kube2haproxy.io/... that are wrong and have no effect.");
        meter.CreateObservableGauge(
            "kube2haproxy.assignments.pending", () => board.Cluster.Value.View.Assignments.Count, null,
            "Services whose address from Services:Pools does not stand in their status yet.");
        meter.CreateObservableGauge(
            "kube2haproxy.source.refused.objects", () => Refused(board), null,
            "Objects that cannot be used as they are now; their last good state stays in force.");
        meter.CreateObservableGauge("kube2haproxy.source.synced", () => board.Source.Value.Synced ? 1 : 0, null,
            "Whether Services and endpoints have been listed once.");
        meter.CreateObservableGauge(
            "kube2haproxy.source.fault.since.timestamp",
            () => Seconds(board.Source.Value.FaultSince), "s", "Since when the source cannot follow the cluster; 0 while it can.");
        meter.CreateObservableGauge(
            "kube2haproxy.paused.since.timestamp", () => Seconds(board.Pause.Value.Pause?.Since), "s",
            "Since when an operator's pause keeps changes from being applied; 0 while there is none.");
        meter.CreateObservableGauge(
            "kube2haproxy.vrrp.state", () => States(board.Vrrp.Value.Instances), null, "1 for the VRRP state that this node is in, by instance.");
        meter.CreateObservableGauge(
            "kube2haproxy.build.info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", Commands.VersionAction.Version)),
            null, "Always 1; the label says which version runs.");
    }

    private static double Seconds(DateTimeOffset? since) => since is { } moment ? moment.ToUnixTimeMilliseconds() / 1000.0 : 0;

    /// <summary>Every reason each time: one that is not told keeps its last number at the exporter.</summary>
    private static IEnumerable<Measurement<int>> Skipped(StatusBoard board)
    {
        var counts = board.Cluster.Value.View.Skipped.CountBy(skip => skip.Reason).ToDictionary();
        return Enum.GetValues<SkipReason>().Select(reason => new Measurement<int>(
            counts.GetValueOrDefault(reason), new KeyValuePair<string, object?>("reason", reason.ToString())));
    }

    private static IEnumerable<Measurement<int>> Refused(StatusBoard board) =>
        board.Source.Value.Refused.Select(resource => new Measurement<int>(
            resource.Value.Count, new KeyValuePair<string, object?>("resource", resource.Key)));

    /// <summary>Also of instances that are not there any more: as above.</summary>
    private IEnumerable<Measurement<int>> States(IReadOnlyList<VrrpInstanceStatus> instances)
    {
        lock (_instances)
        {
            _instances.UnionWith(instances.Select(static one => one.Name));
            return
            [
                .. from name in _instances
                   from state in Enum.GetValues<VrrpState>()
                   select new Measurement<int>(
                       instances.Any(one => one.Name == name && one.State == state) ? 1 : 0,
                       new KeyValuePair<string, object?>("instance", name),
                       new KeyValuePair<string, object?>("state", state.ToString().ToUpperInvariant())),
            ];
        }
    }
}
