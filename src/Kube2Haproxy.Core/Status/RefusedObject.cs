using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Core.Status;

/// <summary>An object that the source cannot use as it is now. Its last good state stays in force, if there was one.</summary>
/// <param name="Name">Null where it does not say which it is.</param>
/// <param name="Complaint">
/// Sentences: what was found, and what would be right; for a manifest also where. They may hold text that anybody has written.
/// </param>
public sealed record RefusedObject(NamespacedName? Name, string Complaint);
