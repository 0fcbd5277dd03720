using System.Net;
using Kube2Haproxy.TestSupport.Network;

namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>
/// One Ethernet with a client and two load balancers, each in a network namespace of its own. Its switch is a bridge in a fourth, where the pods
/// are too.
/// </summary>
/// <remarks>Addresses are of the ranges for documentation (RFC 5737, RFC 3849) and for benchmarks (RFC 2544).</remarks>
internal sealed class PairNetwork : IAsyncDisposable
{
    /// <summary>The device of each load balancer and of the client.</summary>
    public const string Device = "eth0";

    /// <summary>The one that VRRP advertises, as <c>Keepalived:ConstantAddress</c> takes it.</summary>
    public const string ConstantAddress = "192.0.2.50/32";

    /// <summary>That of a second instance.</summary>
    public const string SecondConstantAddress = "192.0.2.51/32";

    /// <summary>Has all service addresses of IPv4.</summary>
    public const string ServiceNetwork = "198.18.0.0/15";

    private const string Bridge = "bridge";

    private readonly List<NetworkNamespace> _made = [];
    private readonly NetworkNamespace[] _nodes = new NetworkNamespace[2];

    /// <summary>The pods' addresses, one of each family.</summary>
    public static IReadOnlyList<IPAddress> Pods { get; } = [IPAddress.Parse("192.0.2.10"), IPAddress.Parse("2001:db8::10")];

    /// <summary>Where the pods are.</summary>
    public NetworkNamespace Switch => _made[0];

    /// <summary>Where requests come from.</summary>
    public NetworkNamespace Client => _made[1];

    /// <summary>The load balancers'.</summary>
    public IReadOnlyList<NetworkNamespace> Nodes => _nodes;

    public static async Task<PairNetwork> CreateAsync()
    {
        var network = new PairNetwork();
        try
        {
            await network.BuildAsync();
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>A load balancer's own address.</summary>
    public static IPAddress NodeAddress(int node) => IPAddress.Parse($"192.0.2.{node + 1}");

    /// <summary>A service address, in a range that the client takes for on-link.</summary>
    public static IPAddress ServiceAddress4(int number) => new([198, 18, (byte)(number >> 8), (byte)number]);

    /// <summary>The same in IPv6.</summary>
    public static IPAddress ServiceAddress6(int number) => IPAddress.Parse($"2001:db8:1::{number + 1:x}");

    /// <summary>Pulls the cable of a load balancer at the switch, or puts it in: both ends see it.</summary>
    public Task PlugAsync(int node, bool isIn) => Switch.IpAsync("link", "set", Port(node), isIn ? "up" : "down");

    /// <summary>The switch takes nothing from this load balancer and gives it nothing, or does again: no end sees it.</summary>
    public Task ForwardAsync(int node, bool forwards) =>
        Switch.IpAsync(["link", "set", Port(node), .. forwards ? new[] { "master", Bridge } : ["nomaster"]]);

    /// <summary>IPv4's service addresses are looked for at the constant address from now on, and each load balancer takes them for its own.</summary>
    public async Task RouteAsync()
    {
        await Client.IpAsync("route", "replace", ServiceNetwork, "via", ConstantAddress.Split('/')[0], "dev", Device);
        foreach (var node in _nodes)
            await node.IpAsync("route", "add", "local", ServiceNetwork, "dev", "lo");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var made in _made)
            await made.DisposeAsync();
    }

    private static string Port(int node) => $"node{node}";

    private async Task BuildAsync()
    {
        await AddAsync();
        await Switch.IpAsync("link", "add", Bridge, "type", "bridge");
        await Switch.IpAsync("link", "set", Bridge, "up");
        await AddressAsync(Switch, Bridge, 10);

        await PlugInAsync(await AddAsync(), "client", 100);
        await Client.IpAsync("route", "add", ServiceNetwork, "dev", Device);
        await Client.IpAsync("route", "add", "2001:db8:1::/64", "dev", Device);

        for (var node = 0; node < _nodes.Length; node++)
        {
            _nodes[node] = await AddAsync();
            await PlugInAsync(_nodes[node], Port(node), node + 1);
            _nodes[node].SetSysctl("net.ipv4.ip_nonlocal_bind", "1");
            _nodes[node].SetSysctl("net.ipv6.ip_nonlocal_bind", "1");
        }
    }

    private async Task<NetworkNamespace> AddAsync()
    {
        var made = await NetworkNamespace.CreateAsync();
        _made.Add(made);
        return made;
    }

    private async Task PlugInAsync(NetworkNamespace host, string port, int number)
    {
        await Switch.ConnectAsync(port, host, Device);
        await Switch.IpAsync("link", "set", port, "master", Bridge);
        await AddressAsync(host, Device, number);
    }

    private static async Task AddressAsync(NetworkNamespace host, string device, int number)
    {
        await host.IpAsync("addr", "add", $"192.0.2.{number}/24", "dev", device);

        // Nobody else has it, and without this it could not be used for a second.
        await host.IpAsync("addr", "add", $"2001:db8::{number}/64", "dev", device, "nodad");
    }
}
