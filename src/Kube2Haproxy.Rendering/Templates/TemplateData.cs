using System.Globalization;
using System.Net;
using Fluid.Values;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates.Model;

namespace Kube2Haproxy.Rendering.Templates;

/// <summary>What a template sees besides the cluster: the node and the settings.</summary>
internal sealed class TemplateData
{
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly KeepalivedTemplateOptions _keepalived;
    private readonly NodeDevice _device;
    private readonly NodeIdentity _identity;
    private readonly IReadOnlyList<IPNetwork> _routed;
    private readonly (string Name, FluidValue Value)[] _own;

    private TemplateData(
        IReadOnlyDictionary<string, string> settings,
        KeepalivedTemplateOptions keepalived,
        NodeDevice device,
        NodeIdentity identity,
        IReadOnlyList<IPNetwork> routed,
        params (string Name, FluidValue Value)[] own)
    {
        _settings = settings;
        _keepalived = keepalived;
        _device = device;
        _identity = identity;
        _routed = routed;
        _own = own;
    }

    /// <summary>For HAProxy's template.</summary>
    public static TemplateData For(HaproxyTemplateOptions haproxy, KeepalivedTemplateOptions keepalived, NodeDevice device, NodeIdentity identity) =>
        new(haproxy.Settings, keepalived, device, identity, [], ("stats_socket", StringValue.Create(haproxy.StatsSocket)));

    /// <summary>For Keepalived's template.</summary>
    public static TemplateData For(KeepalivedTemplateOptions keepalived, string statsSocket, NodeDevice device, NodeIdentity identity) =>
        new(
            keepalived.Settings,
            keepalived,
            device,
            identity,
            [.. keepalived.RoutedNetworks.Select(static network => IPNetwork.Parse(network))],
            ("virtual_router_id", NumberValue.Create(keepalived.VirtualRouterId)),
            ("constant_address", StringValue.Create(ConstantAddress(keepalived))),
            ("check_script", StringValue.Create(keepalived.CheckScript)),
            ("stats_socket", StringValue.Create(statsSocket)),
            ("notify_fifo", StringValue.Create(keepalived.NotifyFifo)),
            ("failover_file", StringValue.Create(keepalived.FailoverFile)),
            ("routed_networks", Values.List(keepalived.RoutedNetworks, static network => StringValue.Create(network))));

    /// <summary>The variables of a rendering.</summary>
    public IReadOnlyList<RootVariable> Variables(ClusterView view) =>
    [
        new("services", view.Services, () => Values.List(view.Services, static service => new ServiceValue(service))),
        new("vips", view.VirtualAddresses, () => Values.Addresses(Held(view.VirtualAddresses))),
        new("device", _device, () => OfDevice(name => StringValue.Create(name)), InServices: true),
        new("device_ips", _device, () => OfDevice(_ => Values.Addresses(_device.Addresses)), InServices: true),
        new("node", _keepalived, () => new NodeValue(_identity, _keepalived.Priority, _keepalived.Peers), InServices: true),
        new("settings", _settings, () => TextTable.FromOperator(_settings), InServices: true),
        .. _own.Select(own => new RootVariable(own.Name, _settings, () => own.Value)),
    ];

    /// <summary>ADDRESS/PREFIX.</summary>
    public static string ConstantAddress(KeepalivedTemplateOptions keepalived) =>
        keepalived.ConstantAddress.Length > 0
            ? keepalived.ConstantAddress
            : string.Create(CultureInfo.InvariantCulture, $"169.254.1.{keepalived.VirtualRouterId}/32");

    /// <summary>Without those that each node has.</summary>
    private IReadOnlyList<IPAddress> Held(IReadOnlyList<IPAddress> addresses) =>
        _routed.Count == 0 ? addresses : [.. addresses.Where(address => !_routed.Any(network => network.Contains(address)))];

    private FluidValue OfDevice(Func<string, FluidValue> value) =>
        _device.Name is { } name ? value(name) : new RefusedValue(NodeDevice.NoneFound);
}
