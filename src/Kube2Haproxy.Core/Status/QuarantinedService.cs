using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Core.Status;

/// <summary>A Service that the others are applied without, as it is now.</summary>
/// <param name="Service">Its name.</param>
/// <param name="IsServed">Its last good text stays in force; false where it has none that the daemon takes, so that it is left out.</param>
/// <param name="Complaint">The daemon's words about its text, or what is wrong in the template for it.</param>
/// <param name="Since">When it was first applied without.</param>
public sealed record QuarantinedService(NamespacedName Service, bool IsServed, string Complaint, DateTimeOffset Since);
