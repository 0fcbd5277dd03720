using System.Globalization;
using System.Net;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Rendering.Exposure;

/// <summary>The rules of what is exposed, from the settings and from what this node is like now. The settings have been checked.</summary>
internal sealed class NodeRules(
    IOptions<ServicesOptions> services, IOptions<HaproxyTemplateOptions> haproxy, IOptions<KeepalivedTemplateOptions> keepalived, INodeNetwork network)
{
    /// <summary>To be read when the daemon starts: what HAProxy listens on later may be a Service's port.</summary>
    public ExposureRules Read()
    {
        var options = services.Value;
        if (!LabelSelector.TryParse(options.Selector, out var selector, out var error))
            throw new InvalidOperationException($"Services:Selector has not been checked: {error}");

        return new ExposureRules
        {
            Addresses = options.Addresses.Select(Enum.Parse<AddressKind>).ToHashSet(),
            LoadBalancerClass = options.LoadBalancerClass,
            AllowedAddresses = Networks(options.AllowedAddresses),
            Pools = Networks(options.Pools),
            ReservedAddresses = NodesAddresses(),
            Backends = options.Backends,
            OptIn = options.OptIn,
            Namespaces = options.Namespaces.ToHashSet(StringComparer.Ordinal),
            Selects = selector.Matches,
            ReservedPorts = ReservedPorts(options.ReservedPorts),
            NodeAddresses = network.OwnAddresses(),
        };
    }

    private static List<IPNetwork> Networks(IEnumerable<string> texts) => [.. texts.Select(text => IPNetwork.Parse(text)).Distinct()];

    /// <summary>What the settings say of the nodes' addresses, on each node the same but for its own.</summary>
    private HashSet<IPAddress> NodesAddresses() =>
    [
        .. keepalived.Value.Peers.Select(IPAddress.Parse),
        IPAddress.Parse(TemplateData.ConstantAddress(keepalived.Value).Split('/')[0]),
    ];

    private HashSet<int> ReservedPorts(List<string> reserved)
    {
        var ports = reserved.Where(port => port != ServicesOptions.Listening)
            .Select(port => int.Parse(port, NumberStyles.None, CultureInfo.InvariantCulture))
            .ToHashSet();
        if (reserved.Contains(ServicesOptions.Listening))
            ports.UnionWith(network.ListeningPorts().Except(HaproxyBinds.WildcardPorts(HaproxyRuns())));

        return ports;
    }

    /// <summary>The text of HAProxy's configuration; empty where nobody can say.</summary>
    private string HaproxyRuns()
    {
        try
        {
            return haproxy.Value.Enabled ? File.ReadAllText(haproxy.Value.ConfigFile) : "";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
