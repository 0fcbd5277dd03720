namespace Kube2Haproxy.Core.Cluster;

/// <summary>All objects of one type, by name, as the deltas so far tell them.</summary>
/// <param name="gone">Is told of a state that counts no more.</param>
/// <param name="here">Is told of a state that counts from now on: of a change after <paramref name="gone"/>.</param>
internal sealed class Objects<T>(Action<T> gone, Action<T> here)
    where T : class, IClusterObject
{
    private readonly Dictionary<NamespacedName, T> _all = [];

    /// <summary>In any order.</summary>
    public IReadOnlyCollection<T> All => _all.Values;

    /// <summary>Whether there has been a list.</summary>
    public bool WereListed { get; private set; }

    /// <summary>Null where there is none.</summary>
    public T? Find(NamespacedName name) => _all.GetValueOrDefault(name);

    /// <summary>False where the delta is of another type.</summary>
    public bool Take(ClusterDelta delta)
    {
        switch (delta)
        {
            case Replaced<T> all:
                Replace(all);
                return true;
            case Upserted<T> one:
                Put(one.Current);
                return true;
            case Deleted<T> one:
                Remove(one.Name);
                return true;
            default:
                return false;
        }
    }

    private void Replace(Replaced<T> all)
    {
        // Dictionaries may be thinned out while they are read.
        foreach (var name in _all.Keys)
        {
            if (all.Namespace is null || name.Namespace == all.Namespace)
                Remove(name);
        }

        foreach (var one in all.Objects)
            Put(one);

        WereListed = true;
    }

    private void Put(T one)
    {
        Remove(one.Name);
        _all.Add(one.Name, one);
        here(one);
    }

    private void Remove(NamespacedName name)
    {
        if (_all.Remove(name, out var before))
            gone(before);
    }
}
