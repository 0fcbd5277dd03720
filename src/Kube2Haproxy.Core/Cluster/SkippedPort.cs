namespace Kube2Haproxy.Core.Cluster;

/// <summary>Something of a Service that is not served, and why.</summary>
/// <param name="Service">The Service.</param>
/// <param name="Port">The port, or null where it is the whole Service.</param>
/// <param name="Reason">A label value: <c>Protocol</c>, <c>NoAddress</c>, <c>ReservedPort</c>, <c>NodeAddress</c> or <c>Conflict</c>.</param>
/// <param name="Explanation">A sentence for the operator: what was found and what would be right.</param>
public sealed record SkippedPort(NamespacedName Service, int? Port, string Reason, string Explanation);
