using System.Collections.Immutable;
using Kube2Haproxy.Core.Status;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Publishes how the source is doing, and logs a fault once when it begins and once when all are over.</summary>
/// <remarks>The reflectors share it, so it has a lock.</remarks>
internal sealed class SourceHealth(
    Published<SourceStatus> status, TimeProvider time, SourceMetrics metrics, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (ApiFault Fault, DateTimeOffset Since)> _faults = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, IReadOnlyCollection<RefusedObject>> _refused = SourceStatus.Starting.Refused;
    private bool _synced;

    /// <summary>The resource cannot be followed.</summary>
    public void Failed(string resource, ApiFault fault)
    {
        metrics.Failed(resource, fault.Kind.ToString());
        lock (_lock)
        {
            var known = _faults.TryGetValue(resource, out var before);
            var isNews = !(known && before.Fault.Kind == fault.Kind)
                && !_faults.Values.Any(other => other.Fault.Explanation == fault.Explanation);
            _faults[resource] = (fault, known ? before.Since : time.GetUtcNow());

            if (!isNews)
                logger.StillFailing(resource, fault.Explanation);
            else if (fault.Kind is ApiFaultKind.Configuration or ApiFaultKind.Unauthorized or ApiFaultKind.Forbidden)
                logger.CannotFollowAndSomebodyMustAct(fault.Explanation, InForce);
            else
                logger.CannotFollow(fault.Explanation, InForce);

            Publish();
        }
    }

    /// <summary>The resource is followed.</summary>
    public void Follows(string resource)
    {
        lock (_lock)
        {
            if (_faults.Remove(resource) && _faults.Count == 0)
                logger.FollowsAgain();

            Publish();
        }
    }

    /// <summary>What of the resource cannot be used now. The same snapshot again changes nothing.</summary>
    public void Refuses(string resource, IReadOnlyCollection<RefusedObject> refused)
    {
        lock (_lock)
        {
            if (_refused.GetValueOrDefault(resource) == refused)
                return;

            _refused = _refused.SetItem(resource, refused);
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

    private void Publish()
    {
        var explanations = _faults.Values.Select(fault => fault.Fault.Explanation).Distinct().Append(InForce);
        status.Value = new SourceStatus(
            _synced,
            _faults.Count == 0 ? null : string.Join(' ', explanations),
            _faults.Count == 0 ? null : _faults.Values.Min(fault => fault.Since))
        {
            Refused = _refused,
        };
    }
}
