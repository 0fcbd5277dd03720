using System.Net;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>A port that is to be served at these addresses, cluster IPs first; none where the Service has no right one.</summary>
internal sealed record ClaimedPort(ServicePort Port, IReadOnlyList<IPAddress> Addresses);
