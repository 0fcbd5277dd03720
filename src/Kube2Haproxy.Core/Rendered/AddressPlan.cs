using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Core.Rendered;

/// <summary>All that has to be written to the status of Services now. Only the newest one counts. Never compared: it holds a list.</summary>
/// <param name="Assignments">In the order in which they are to be written; may be empty.</param>
public sealed record AddressPlan(IReadOnlyList<AddressAssignment> Assignments);
