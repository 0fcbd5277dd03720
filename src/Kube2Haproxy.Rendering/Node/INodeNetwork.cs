using System.Net;

namespace Kube2Haproxy.Rendering.Node;

/// <summary>The network of the node as it is now. Each call asks the kernel.</summary>
internal interface INodeNetwork
{
    /// <summary>Raised on any thread, often in bursts, when an address of the node may have come or gone.</summary>
    event EventHandler? AddressesChanged;

    /// <summary>Which node it is.</summary>
    NodeIdentity Identity { get; }

    /// <summary>The device that carries the service addresses.</summary>
    NodeDevice Device();

    /// <summary>
    /// Addresses that are the node's own, on any device: loopback, and those with a prefix shorter than the family's full length. One with
    /// the full length (/32, /128) is a service address that Keepalived has added.
    /// </summary>
    IReadOnlySet<IPAddress> OwnAddresses();

    /// <summary>TCP ports that a process listens on at a wildcard address.</summary>
    IReadOnlySet<int> ListeningPorts();
}
