using System.Text.Json.Nodes;
using State = System.Collections.Immutable.ImmutableSortedDictionary<string, Kube2Haproxy.TestSupport.Kubernetes.StoredObject>;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>Objects with their history, as etcd has it: one version counter for all.</summary>
internal sealed class ObjectStore(TimeProvider time, Signal changed)
{
    private readonly Lock _lock = new();
    private readonly List<WatchStream> _watches = [];

    /// <summary>Ascending by version. The state at a version is that of the last entry up to it.</summary>
    private readonly List<Change> _history = [];

    // The real counter has come far when anybody lists: a client that takes 0 or 1 for special is found out.
    private (long Version, State State) _oldest = (1000, State.Empty.WithComparers(StringComparer.Ordinal));
    private long _version = 1000;

    private State Objects => _history.Count > 0 ? _history[^1].State : _oldest.State;

    public long Version
    {
        get
        {
            lock (_lock)
                return _version;
        }
    }

    /// <summary>Watches so far, open or not.</summary>
    public int WatchesStarted { get; private set; }

    public int WatchCount(ApiResource resource)
    {
        lock (_lock)
            return _watches.Count(watch => watch.Resource == resource);
    }

    public long Apply(JsonObject manifest)
    {
        var resource = ApiResource.Of(manifest);
        var none = resource.Namespaced ? "default" : "";
        var key = StoredObject.KeyOf(
            resource, (string?)manifest["metadata"]!["namespace"] ?? none, (string)manifest["metadata"]!["name"]!);
        lock (_lock)
        {
            var current = Objects.GetValueOrDefault(key);
            if (ObjectWriter.Write(resource, manifest, current, _version + 1, time.GetUtcNow()) is { } stored)
                Record(current, stored, stored, Objects.SetItem(key, stored));
            return _version;
        }
    }

    public bool Delete(ApiResource resource, string @namespace, string name)
    {
        lock (_lock)
        {
            if (!Objects.TryGetValue(StoredObject.KeyOf(resource, @namespace, name), out var current))
                return false;

            Record(current, null, ObjectWriter.Deleted(current, _version + 1), Objects.Remove(current.Key));
            return true;
        }
    }

    public void AdvanceVersion(long by)
    {
        lock (_lock)
            _version += by;
    }

    public void Compact()
    {
        lock (_lock)
        {
            _oldest = (_version, Objects);
            _history.Clear();
        }
    }

    /// <summary>The selected objects in etcd's order at this version; null where it is compacted.</summary>
    public IReadOnlyList<StoredObject>? At(Selection selection, long version)
    {
        State state;
        lock (_lock)
        {
            if (version < _oldest.Version)
                return null;

            state = StateAt(version);
        }

        return [.. state.Values.Where(selection.Has)];
    }

    /// <summary>Starts a watch. Nothing is lost between what it begins with and what comes.</summary>
    /// <param name="from">Changes after this version; null begins with all objects there are.</param>
    /// <returns>Null where <paramref name="from"/> is compacted.</returns>
    public WatchStream? Watch(Selection selection, long? from, bool bookmarks)
    {
        var watch = new WatchStream(selection, bookmarks, Forget);
        lock (_lock)
        {
            if (from < _oldest.Version)
                return null;

            if (from is { } version)
            {
                foreach (var change in _history.Where(change => change.Version > version))
                    watch.Offer(change.Before, change.Now, change.Last);
            }
            else
            {
                foreach (var stored in Objects.Values)
                    watch.Offer(null, stored, stored);
            }

            _watches.Add(watch);
            WatchesStarted++;
        }

        changed.Raise();
        return watch;
    }

    /// <summary>Does something with the open watches, in order with the changes that they see.</summary>
    public void ForWatches(ApiResource? resource, Action<WatchStream, long> action)
    {
        lock (_lock)
        {
            foreach (var watch in _watches.Where(watch => resource is null || watch.Resource == resource))
                action(watch, _version);
        }
    }

    private void Record(StoredObject? before, StoredObject? now, StoredObject last, State state)
    {
        _history.Add(new(++_version, before, now, last, state));
        foreach (var watch in _watches)
            watch.Offer(before, now, last);
    }

    private State StateAt(long version) =>
        _history.FindLast(change => change.Version <= version) is { } change ? change.State : _oldest.State;

    private void Forget(WatchStream watch)
    {
        lock (_lock)
            _watches.Remove(watch);
        changed.Raise();
    }

    private sealed record Change(long Version, StoredObject? Before, StoredObject? Now, StoredObject Last, State State);
}
