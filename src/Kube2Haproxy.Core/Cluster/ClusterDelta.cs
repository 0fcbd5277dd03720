namespace Kube2Haproxy.Core.Cluster;

/// <summary>A change of the cluster, in the order in which the source saw it.</summary>
/// <param name="ChangedAt">
/// When it changed in the cluster (<c>endpoints.kubernetes.io/last-change-trigger-time</c> where the object has it, else when the
/// source saw it): the start of the programming duration. Null where nobody knows, as for the first list.
/// </param>
public abstract record ClusterDelta(DateTimeOffset? ChangedAt);

/// <summary>All objects of this type that there are now: the result of a list. Those not in it are gone.</summary>
/// <typeparam name="T"><see cref="Service"/>, <see cref="ServiceEndpoints"/> or <see cref="Node"/>.</typeparam>
/// <param name="Objects">In any order; each name once.</param>
public sealed record Replaced<T>(IReadOnlyList<T> Objects) : ClusterDelta(ChangedAt: null)
    where T : class, IClusterObject
{
    /// <summary>The namespace that was listed, whose objects alone are replaced; null where it was all of them.</summary>
    public string? Namespace { get; init; }
}

/// <summary>One object is new or changed.</summary>
/// <typeparam name="T"><see cref="Service"/>, <see cref="ServiceEndpoints"/> or <see cref="Node"/>.</typeparam>
/// <param name="Current">Its whole new state.</param>
/// <param name="ChangedAt">As the base type says.</param>
public sealed record Upserted<T>(T Current, DateTimeOffset? ChangedAt) : ClusterDelta(ChangedAt)
    where T : class, IClusterObject;

/// <summary>One object is gone.</summary>
/// <typeparam name="T"><see cref="Service"/>, <see cref="ServiceEndpoints"/> or <see cref="Node"/>.</typeparam>
/// <param name="Name">A name that is not known changes nothing.</param>
/// <param name="ChangedAt">When the source saw it go.</param>
public sealed record Deleted<T>(NamespacedName Name, DateTimeOffset? ChangedAt) : ClusterDelta(ChangedAt)
    where T : class, IClusterObject;
