using System.Net;

namespace Kube2Haproxy.Rendering.Offline;

/// <summary>A node that is told, not looked at. Never compared: it holds a list.</summary>
/// <param name="Hostname">Without a domain.</param>
/// <param name="Device">Carries the service addresses, where <c>Keepalived:Device</c> does not say which does.</param>
/// <param name="Addresses">
/// Those on the device, each with the length of its prefix; one with the full length is a service address, as
/// <see cref="Node.INodeNetwork.OwnAddresses"/> has it.
/// </param>
public sealed record DescribedNode(string Hostname, string Device, IReadOnlyList<(IPAddress Address, int PrefixLength)> Addresses);
