using System.Net;

namespace Kube2Haproxy.Rendering.Node;

/// <summary>The network device that carries the service addresses.</summary>
/// <param name="Name">Null where none is configured and no default route names one.</param>
/// <param name="Addresses">All that are on it now, service addresses too; IPv4 before IPv6, then by value. May be empty.</param>
internal sealed record NodeDevice(string? Name, IReadOnlyList<IPAddress> Addresses)
{
    /// <summary>What to tell the operator where <see cref="Name"/> is null and something needs it.</summary>
    public const string NoneFound = "no default route names a network device. Set Keepalived:Device to the one that carries the service addresses.";
}
