using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Status;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>The last good state of each object of one resource, and what is wrong with the newest. Turns what comes into deltas.</summary>
internal sealed class KnownObjects<T>(string resource, TimeProvider time, SourceMetrics metrics, ILogger logger)
    where T : class, IClusterObject
{
    private Dictionary<NamespacedName, T> _good = [];

    // By name; all that have none share an empty one.
    private Dictionary<NamespacedName, RefusedObject> _refused = [];
    private IReadOnlyCollection<RefusedObject>? _snapshot;

    // Of the newest state of each, be it good or not: an object that is created again is another one of the same name.
    private Dictionary<NamespacedName, string> _uids = [];

    /// <summary>All of them.</summary>
    public Replaced<T> All => new([.. _good.Values]);

    /// <summary>What cannot be used as it is now: a snapshot, the same one until something of it changes.</summary>
    public IReadOnlyCollection<RefusedObject> Refused => _snapshot ??= [.. _refused.Values];

    /// <summary>A full list. Known objects that it holds in a form that cannot be used stay as they were.</summary>
    public Replaced<T> Listed(List<Candidate<T>> candidates)
    {
        var (before, refusedBefore) = (_good, _refused);
        _good = new Dictionary<NamespacedName, T>(candidates.Count);
        (_refused, _snapshot) = ([], null);
        _uids = new Dictionary<NamespacedName, string>(candidates.Count);
        metrics.Listed(resource);
        var isNameless = false;

        foreach (var candidate in candidates)
        {
            Identify(candidate);
            if (candidate.Value is { } value)
                _good[value.Name] = value;

            if (candidate.Complaint is not { } complaint)
                continue;

            Refuse(candidate.Name, complaint, refusedBefore);
            isNameless |= candidate.Name is null;
            if (candidate.Name is { } name && before.TryGetValue(name, out var last))
                _good[name] = last;
        }

        // One that does not say which it is might be any of those that are missing: none of them is known to be gone.
        if (isNameless)
        {
            foreach (var (name, last) in before)
                _good.TryAdd(name, last);
        }

        return All;
    }

    /// <summary>One object is new or changed. Null where that changes nothing for us.</summary>
    public ClusterDelta? Changed(Candidate<T> candidate)
    {
        metrics.Watched(resource);
        Identify(candidate);
        if (candidate.Complaint is { } complaint)
        {
            Refuse(candidate.Name, complaint, _refused);
            return null;
        }

        if (candidate.Value is not { } value)
        {
            // It has become none for us.
            return candidate.Name is { } name ? Remove(name) : null;
        }

        Accept(value.Name);

        // Of nodes nearly all events are this: their status says each time when it was written. Other objects are never equal.
        if (_good.TryGetValue(value.Name, out var last) && last.Equals(value))
            return null;

        _good[value.Name] = value;
        var now = time.GetUtcNow();
        return new Upserted<T>(value, candidate.ChangedAt is { } changed && changed < now ? changed : now);
    }

    /// <summary>Whether the newest object of this name has another UID. Where one of them is unknown, the name alone counts.</summary>
    public bool IsReplaced(NamespacedName name, string? uid) =>
        !string.IsNullOrEmpty(uid) && _uids.TryGetValue(name, out var newest) && newest != uid;

    /// <summary>One object is gone. Null where it was not known.</summary>
    public ClusterDelta? Gone(NamespacedName name)
    {
        metrics.Watched(resource);
        return Remove(name);
    }

    private Deleted<T>? Remove(NamespacedName name)
    {
        Accept(name);
        _uids.Remove(name);
        return _good.Remove(name) ? new Deleted<T>(name, time.GetUtcNow()) : null;
    }

    private void Identify(Candidate<T> candidate)
    {
        if (candidate is { Name: { } name, Uid: { Length: > 0 } uid })
            _uids[name] = uid;
    }

    /// <summary>Says it once for each object and fault, however often the object comes.</summary>
    private void Refuse(NamespacedName? name, string complaint, Dictionary<NamespacedName, RefusedObject> before)
    {
        metrics.Undecodable(resource);
        var key = name ?? new NamespacedName("", "");
        var refused = new RefusedObject(name, complaint);
        if (before.GetValueOrDefault(key) != refused)
            logger.ObjectUnusable(resource, name?.ToString() ?? "an object without a legible name", complaint);

        _refused[key] = refused;
        _snapshot = null;
    }

    private void Accept(NamespacedName name)
    {
        if (_refused.Remove(name))
            _snapshot = null;
    }
}
