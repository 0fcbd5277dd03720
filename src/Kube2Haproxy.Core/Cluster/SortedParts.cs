namespace Kube2Haproxy.Core.Cluster;

/// <summary>Parts of each Service, as one list in the order of the Services' names.</summary>
/// <typeparam name="T">Compared by value.</typeparam>
internal sealed class SortedParts<T>
    where T : notnull
{
    // A sorted array: cheap to change at one place, and to read all of it at each view.
    private readonly SortedList<NamespacedName, IReadOnlyList<T>> _parts = [];
    private IReadOnlyList<T>? _all = [];

    /// <summary>Never changed: another instance each time that something has.</summary>
    public IReadOnlyList<T> All => _all ??= [.. _parts.Values.SelectMany(static parts => parts)];

    /// <summary>From now on the Service has these, in this order.</summary>
    public void Set(NamespacedName service, IReadOnlyList<T> parts)
    {
        if (_parts.GetValueOrDefault(service, []).SequenceEqual(parts))
            return;

        _all = null;
        if (parts.Count == 0)
            _parts.Remove(service);
        else
            _parts[service] = parts;
    }
}
