using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>What could be read of one object that the API server sent.</summary>
/// <param name="Name">Null where not even that is legible.</param>
/// <param name="Value">Null where the object cannot be used, or is none for us.</param>
/// <param name="Complaint">Why it cannot be used; null where nothing is wrong with it.</param>
/// <param name="ResourceVersion">Null where it is not legible.</param>
/// <param name="Uid">Null where it is not legible.</param>
/// <param name="ChangedAt">When the cluster changed; null where the object does not say.</param>
internal readonly record struct Candidate<T>(
    NamespacedName? Name, T? Value, string? Complaint, string? ResourceVersion, string? Uid, DateTimeOffset? ChangedAt)
    where T : class, IClusterObject;
