namespace Kube2Haproxy.Core.Cluster;

/// <summary>What stands where a Service should have an address. Nothing is bound to it; the Service's other addresses are served.</summary>
/// <remarks>
/// It does not refuse the whole Service, as a bad cluster IP does: some of these fields hold any text in the API server, and the field may
/// be of a kind that nobody exposes. To keep the last good state would serve an address that the Service has given up.
/// </remarks>
/// <param name="Field">The path of its field: <c>spec.externalIPs</c>.</param>
/// <param name="Text">As it is in the cluster: any text.</param>
public sealed record UnreadableAddress(string Field, string Text);
