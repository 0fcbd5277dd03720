using System.Diagnostics.Metrics;
using Kube2Haproxy.Core.Status;

namespace Kube2Haproxy.Daemons;

/// <summary>What applying shows to Prometheus.</summary>
internal sealed class DaemonMetrics
{
    private readonly Counter<long> _reloads;
    private readonly Counter<long> _changes;
    private readonly Counter<long> _validations;
    private readonly Histogram<double> _programming;

    public DaemonMetrics(IMeterFactory meters, StatusBoard board)
    {
        var meter = meters.Create("kube2haproxy");
        _reloads = meter.CreateCounter<long>("kube2haproxy.reloads", null, "Reloads that were tried.");
        _changes = meter.CreateCounter<long>("kube2haproxy.runtime.changes", null, "Changes of what a daemon runs by commands, without a reload.");
        _validations = meter.CreateCounter<long>("kube2haproxy.validations", null, "Candidates that a daemon's own program judged.");
        _programming = meter.CreateHistogram(
            "kube2haproxy.programming.duration", "s", "Time from a change in the cluster to its being live in the daemon.", null,
            new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
            });
        meter.CreateObservableGauge(
            "kube2haproxy.last.success.timestamp", () => Seconds(board, status => status.LastSuccess), "s",
            "When the daemon was last brought to, or found in, the wanted state; 0 before the first time.");
        meter.CreateObservableGauge(
            "kube2haproxy.fault.since.timestamp", () => Seconds(board, status => status.FaultSince), "s",
            "Since when the daemon is not in the wanted state, or something around it is wrong; 0 while all is well.");
        meter.CreateObservableGauge(
            "kube2haproxy.quarantined.services", () => Each(board, status => status.Quarantined.Count), null,
            "Services that are refused as they are now: they stay at their last good text, or are left out.");
        meter.CreateObservableGauge(
            "kube2haproxy.applied.digest", () => Each(board, status => status.Digest.Value), null,
            "A number made of what the daemon has been brought to: the same on all nodes that have applied the same of the cluster.");
        meter.CreateObservableGauge(
            "kube2haproxy.haproxy.old.workers", () => Count(OldWorkers()), null,
            "Workers of HAProxy that finish their connections after a reload; without a value where its master does not say.");
        meter.CreateObservableGauge(
            "kube2haproxy.haproxy.waiting.servers", () => Count(WaitingServers()), null,
            "Servers that are gone from the cluster and are deleted when their last session has ended.");
    }

    /// <summary>What HAProxy has of them; null where that is not known.</summary>
    public Func<int?> OldWorkers { get; set; } = static () => null;

    /// <summary>Likewise.</summary>
    public Func<int?> WaitingServers { get; set; } = static () => null;

    /// <param name="daemon">Its name.</param>
    /// <param name="reason">Of <see cref="ReloadNeed"/>.</param>
    /// <param name="result">The daemon's answer.</param>
    public void Reloaded(string daemon, string reason, Verdict result) =>
        _reloads.Add(1, new("daemon", daemon), new("result", result is Verdict.Good ? "success" : "failure"), new("reason", reason));

    /// <param name="daemon">Its name.</param>
    public void Changed(string daemon) => _changes.Add(1, new KeyValuePair<string, object?>("daemon", daemon));

    public void Validated(string daemon, Verdict result) =>
        _validations.Add(1, new("daemon", daemon), new("result", result switch
        {
            Verdict.Good => "valid",
            Verdict.Refused => "refused",
            _ => "error",
        }));

    public void Programmed(string daemon, TimeSpan duration) => _programming.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("daemon", daemon));

    private static Measurement<int>[] Count(int? number) => number is { } known ? [new(known)] : [];

    private static IEnumerable<Measurement<double>> Seconds(StatusBoard board, Func<DaemonStatus, DateTimeOffset?> moment) =>
        Each(board, status => moment(status) is { } at ? at.ToUnixTimeMilliseconds() / 1000.0 : 0);

    private static IEnumerable<Measurement<double>> Each(StatusBoard board, Func<DaemonStatus, double> value)
    {
        yield return new(value(board.Haproxy.Value), new KeyValuePair<string, object?>("daemon", "haproxy"));
        yield return new(value(board.Keepalived.Value), new KeyValuePair<string, object?>("daemon", "keepalived"));
    }
}
