using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Rendering.Node;

namespace Kube2Haproxy.Rendering.Offline;

/// <summary>The network of a node that is described: it never changes, and nothing but what is steered listens on it.</summary>
/// <param name="node">The node.</param>
/// <param name="device">Name of the device, where the settings have one; else empty.</param>
internal sealed class DescribedNetwork(DescribedNode node, string device) : INodeNetwork
{
    /// <inheritdoc/>
    public event EventHandler? AddressesChanged
    {
        add { }
        remove { }
    }

    /// <inheritdoc/>
    public NodeIdentity Identity { get; } = new(node.Hostname);

    /// <inheritdoc/>
    public NodeDevice Device() => new(
        device.Length > 0 ? device : node.Device,
        [.. node.Addresses.Select(address => address.Address).Distinct().Order(AddressOrder.Instance)]);

    /// <inheritdoc/>
    public IReadOnlySet<IPAddress> OwnAddresses() =>
        node.Addresses.Where(address => address.PrefixLength < (address.Address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128))
            .Select(address => address.Address)
            .Concat([IPAddress.Loopback, IPAddress.IPv6Loopback])
            .ToHashSet();

    /// <inheritdoc/>
    public IReadOnlySet<int> ListeningPorts() => new HashSet<int>();
}
