using Kube2Haproxy.Core.Cluster;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>The last good state of each object of one resource, and what is wrong with the newest. Turns what comes into deltas.</summary>
internal sealed class KnownObjects<T>(string resource, TimeProvider time, SourceMetrics metrics, ILogger logger)
    where T : class, IClusterObject
{
    private Dictionary<NamespacedName, T> _good = [];
    private Dictionary<string, string> _complaints = [];

    /// <summary>All of them.</summary>
    public Replaced<T> All => new([.. _good.Values]);

    /// <summary>A full list. Known objects that it holds in a form that cannot be used stay as they were.</summary>
    public Replaced<T> Listed(List<Candidate<T>> candidates)
    {
        var (before, complaintsBefore) = (_good, _complaints);
        _good = new Dictionary<NamespacedName, T>(candidates.Count);
        _complaints = [];
        metrics.Listed(resource);
        var isNameless = false;

        foreach (var candidate in candidates)
        {
            if (candidate.Value is { } value)
                _good[value.Name] = value;

            if (candidate.Complaint is not { } complaint)
                continue;

            Complain(candidate.Name, complaint, complaintsBefore);
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
        if (candidate.Complaint is { } complaint)
        {
            Complain(candidate.Name, complaint, _complaints);
            return null;
        }

        if (candidate.Value is not { } value)
        {
            // It has become none for us.
            return candidate.Name is { } name ? Remove(name) : null;
        }

        _complaints.Remove(value.Name.ToString());
        _good[value.Name] = value;
        var now = time.GetUtcNow();
        return new Upserted<T>(value, candidate.ChangedAt is { } changed && changed < now ? changed : now);
    }

    /// <summary>One object is gone. Null where it was not known.</summary>
    public ClusterDelta? Gone(NamespacedName name)
    {
        metrics.Watched(resource);
        return Remove(name);
    }

    private Deleted<T>? Remove(NamespacedName name)
    {
        _complaints.Remove(name.ToString());
        return _good.Remove(name) ? new Deleted<T>(name, time.GetUtcNow()) : null;
    }

    /// <summary>Says it once for each object and fault, however often the object comes.</summary>
    private void Complain(NamespacedName? name, string complaint, Dictionary<string, string> before)
    {
        metrics.Undecodable(resource);
        var key = name?.ToString() ?? "an object without a legible name";
        if (before.GetValueOrDefault(key) != complaint)
            logger.ObjectUnusable(resource, key, complaint);

        _complaints[key] = complaint;
    }
}
