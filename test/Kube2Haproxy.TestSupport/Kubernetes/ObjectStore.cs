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

    /// <summary>Merges the request's body into the object's status, as the real server does with its subresource.</summary>
    /// <returns>The object, or why it stays as it is.</returns>
    public (int Code, string? Message, byte[]? Whole) PatchStatus(ApiRequest request)
    {
        var patch = JsonNode.Parse(request.Body)!.AsObject();
        var (uid, version) = ((string?)patch["metadata"]?["uid"], (string?)patch["metadata"]?["resourceVersion"]);
        lock (_lock)
        {
            var key = StoredObject.KeyOf(request.Resource!, request.Namespace ?? "", request.Name!);
            if (!Objects.TryGetValue(key, out var current))
                return (404, $"{request.Resource} \"{request.Name}\" not found", null);

            var manifest = current.Manifest();
            var metadata = manifest["metadata"]!;
            if (version is not null && version != (string?)metadata["resourceVersion"])
                return (409, "the object has been modified; please apply your changes to the latest version and try again", null);
            if (uid is not null && uid != (string?)metadata["uid"])
                return (422, $"metadata.uid: Invalid value: \"{uid}\": field is immutable", null);

            Merge(manifest["status"]!.AsObject(), patch["status"]!.AsObject());
            if (ObjectWriter.Write(current.Resource, manifest, current, _version + 1, time.GetUtcNow()) is not { } stored)
                return (200, null, current.Whole);

            Record(current, stored, stored, Objects.SetItem(key, stored));
            return (200, null, stored.Whole);
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

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is JsonObject inner && target[name] is JsonObject within)
                Merge(within, inner);
            else if (value is null)
                target.Remove(name);
            else
                target[name] = value.DeepClone();
        }
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
