using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Kube2Haproxy.Rendering.Node;

/// <summary>The network of the machine that this process runs on.</summary>
/// <param name="device">Name of the device that carries the service addresses; empty for the device of the default route.</param>
internal sealed class NodeNetwork(string device) : INodeNetwork, IDisposable
{
    private readonly Lock _lock = new();
    private EventHandler? _addressesChanged;

    /// <inheritdoc/>
    public event EventHandler? AddressesChanged
    {
        add
        {
            lock (_lock)
            {
                if (_addressesChanged is null)
                    NetworkChange.NetworkAddressChanged += OnAddressesChanged;
                _addressesChanged += value;
            }
        }

        remove
        {
            lock (_lock)
            {
                _addressesChanged -= value;
                if (_addressesChanged is null)
                    NetworkChange.NetworkAddressChanged -= OnAddressesChanged;
            }
        }
    }

    /// <inheritdoc/>
    public NodeIdentity Identity { get; } = NodeIdentity.Current();

    /// <inheritdoc/>
    public NodeDevice Device()
    {
        var name = device.Length > 0 ? device : DefaultRoute.Device(Lines("/proc/net/route"), Lines("/proc/net/ipv6_route"));
        var addresses = NetworkInterface.GetAllNetworkInterfaces()
            .Where(found => found.Name == name)
            .SelectMany(found => found.GetIPProperties().UnicastAddresses)
            .Select(address => Unscoped(address.Address))
            .Distinct()
            .OrderBy(address => address.AddressFamily)
            .ThenBy(address => Convert.ToHexString(address.GetAddressBytes()), StringComparer.Ordinal);
        return new NodeDevice(name, [.. addresses]);
    }

    /// <inheritdoc/>
    public IReadOnlySet<IPAddress> OwnAddresses() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(found => found.GetIPProperties().UnicastAddresses)
            .Where(address => IPAddress.IsLoopback(address.Address) || address.PrefixLength < FullLength(address.Address))
            .Select(address => Unscoped(address.Address))
            .ToHashSet();

    /// <inheritdoc/>
    public IReadOnlySet<int> ListeningPorts() =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Where(listener => listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any))
            .Select(listener => listener.Port)
            .ToHashSet();

    /// <inheritdoc/>
    public void Dispose() => NetworkChange.NetworkAddressChanged -= OnAddressesChanged;

    private static int FullLength(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;

    // A link-local address carries the number of its interface, which is no part of it in a configuration.
    private static IPAddress Unscoped(IPAddress address) => new(address.GetAddressBytes());

    // A kernel without IPv6 has no such table.
    private static string[] Lines(string table) => File.Exists(table) ? File.ReadAllLines(table) : [];

    private void OnAddressesChanged(object? sender, EventArgs e) => _addressesChanged?.Invoke(this, EventArgs.Empty);
}
