using System.Collections.Immutable;
using Kube2Haproxy.Core.Status;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Publishes how the source is doing, and logs a fault once when it begins and once when all are over.</summary>
/// <remarks>The reflectors share it, so it has a lock.</remarks>
internal sealed class SourceHealth(
    Published<SourceStatus> status, TimeProvider time, SourceMetrics metrics, ILogger logger)
{
    /// <summary>More would hide the first; with many namespaces there may be hundreds.</summary>
    private const int MostFaults = 5;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (ApiFault Fault, DateTimeOffset Since)> _faults = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (string Resource, IReadOnlyCollection<RefusedObject> Refused)> _snapshots =
        new(StringComparer.Ordinal);

    private ImmutableSortedDictionary<string, IReadOnlyCollection<RefusedObject>> _refused = SourceStatus.Starting.Refused;
    private bool _synced;

    /// <summary>It cannot be followed.</summary>
    /// <param name="scope">What: a resource, in one namespace or in all.</param>
    /// <param name="resource">The resource alone, for the metrics: their labels do not grow with the namespaces.</param>
    /// <param name="fault">Why.</param>
    public void Failed(string scope, string resource, ApiFault fault)
    {
        metrics.Failed(resource, fault.Kind.ToString());
        lock (_lock)
        {
            var known = _faults.TryGetValue(scope, out var before);
            var isNews = !(known && before.Fault.Kind == fault.Kind) && !_faults.Values.Any(other => IsSaidBy(other.Fault, fault));
            _faults[scope] = (fault, known ? before.Since : time.GetUtcNow());

            if (!isNews)
                logger.StillFailing(scope, fault.Explanation);
            else if (fault.Kind is ApiFaultKind.Configuration or ApiFaultKind.Unauthorized or ApiFaultKind.Forbidden)
                logger.CannotFollowAndSomebodyMustAct(fault.Explanation, InForce);
            else
                logger.CannotFollow(fault.Explanation, InForce);

            Publish();
        }
    }

    /// <summary>It is followed.</summary>
    /// <param name="scope">As it was given to <see cref="Failed"/>.</param>
    public void Follows(string scope)
    {
        lock (_lock)
        {
            if (_faults.Remove(scope) && _faults.Count == 0)
                logger.FollowsAgain();

            Publish();
        }
    }

    /// <summary>What of it cannot be used now. The same snapshot again changes nothing.</summary>
    /// <param name="scope">As it was given to <see cref="Failed"/>.</param>
    /// <param name="resource">The resource alone: what its scopes refuse is shown together.</param>
    /// <param name="refused">The snapshot.</param>
    public void Refuses(string scope, string resource, IReadOnlyCollection<RefusedObject> refused)
    {
        lock (_lock)
        {
            if (_snapshots.GetValueOrDefault(scope).Refused == refused)
                return;

            _snapshots[scope] = (resource, refused);
            _refused = _refused.SetItem(
                resource, [.. _snapshots.Values.Where(one => one.Resource == resource).SelectMany(one => one.Refused)]);
            Publish();
        }
    }

    /// <summary>All resources have been listed, and what they hold has been handed on.</summary>
    public void Synced()
    {
        lock (_lock)
        {
            _synced = true;
            logger.Synced();
            Publish();
        }
    }

    private string InForce => _synced ? "The last known state stays in force." : "Nothing is applied before the first complete list.";

    /// <summary>One connection carries all watches: when it breaks they break together, and one of them says enough.</summary>
    private static bool IsSaidBy(ApiFault other, ApiFault fault) =>
        other.Explanation == fault.Explanation || (other.Kind == fault.Kind && fault.Kind is ApiFaultKind.Cut or ApiFaultKind.Silent);

    private void Publish() => status.Value = new SourceStatus(
        _synced, _faults.Count == 0 ? null : Explanation(), _faults.Count == 0 ? null : _faults.Values.Min(fault => fault.Since))
    {
        Refused = _refused,
    };

    private string Explanation()
    {
        var said = _faults.Values.Select(fault => fault.Fault.Explanation).Distinct().ToList();
        var more = said.Count > MostFaults ? $" And {said.Count - MostFaults} more." : "";
        return $"{string.Join(' ', said.Take(MostFaults))}{more} {InForce}";
    }
}
