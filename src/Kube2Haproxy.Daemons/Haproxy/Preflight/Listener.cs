using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>A TCP listener of HAProxy, with all that decides whether it can be bound. Equal ones are one socket to a reload.</summary>
/// <param name="Address">A literal one.</param>
/// <param name="Port">1 to 65535.</param>
internal sealed record Listener(IPAddress Address, int Port)
{
    /// <summary>The network device that it is bound to; empty for all.</summary>
    public string Interface { get; init; } = "";

    /// <summary>Whether the address may be another host's.</summary>
    public bool IsTransparent { get; init; }

    /// <summary>Whether one of IPv6 leaves IPv4 alone; null where the kernel's default says so.</summary>
    public bool? IsV6Only { get; init; }

    public bool IsWildcard => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);

    public bool IsV6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    public override string ToString() => new IPEndPoint(Address, Port).ToString();
}
