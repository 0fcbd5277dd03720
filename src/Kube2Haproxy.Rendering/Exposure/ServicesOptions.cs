using System.Globalization;
using System.Net;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Rendering.Node;

namespace Kube2Haproxy.Rendering.Exposure;

/// <summary>Section <c>Services</c>: which Services are exposed, and at which of their addresses.</summary>
public sealed class ServicesOptions
{
    private const string Listening = "listening";

    /// <summary>Kinds of addresses that become service addresses: names of <see cref="AddressKind"/>.</summary>
    public List<string> Addresses { get; set; } = [];

    /// <summary>Of Services of type LoadBalancer only those of this <c>spec.loadBalancerClass</c>; empty for those without one.</summary>
    public string LoadBalancerClass { get; set; } = "";

    /// <summary>Networks (CIDR) in which external and load balancers' addresses must lie.</summary>
    public List<string> AllowedAddresses { get; set; } = [];

    /// <summary>What the servers are.</summary>
    public BackendKind Backends { get; set; }

    /// <summary>Only what an annotation exposes; else all that none hides.</summary>
    public bool OptIn { get; set; }

    /// <summary>Only Services of these namespaces; empty for all.</summary>
    public List<string> Namespaces { get; set; } = [];

    /// <summary>Only Services whose labels match, in the syntax of <c>kubectl -l</c>; empty for all.</summary>
    public string Selector { get; set; } = "";

    /// <summary>
    /// Ports that no Service may have: numbers, and the word <c>listening</c> for each port that the node itself, and not HAProxy,
    /// listens on at a wildcard address when the daemon starts.
    /// </summary>
    public List<string> ReservedPorts { get; set; } = [];

    /// <summary>The rules on this node, as it is now. The values have been checked.</summary>
    /// <param name="network">Of the node.</param>
    /// <param name="haproxyConfiguration">What HAProxy runs; empty where nobody knows.</param>
    internal ExposureRules Rules(INodeNetwork network, string haproxyConfiguration)
    {
        var reserved = ReservedPorts.Where(port => port != Listening)
            .Select(port => int.Parse(port, NumberStyles.None, CultureInfo.InvariantCulture))
            .ToHashSet();
        if (ReservedPorts.Contains(Listening))
            reserved.UnionWith(network.ListeningPorts().Except(HaproxyBinds.WildcardPorts(haproxyConfiguration)));

        if (!LabelSelector.TryParse(Selector, out var selector, out var error))
            throw new InvalidOperationException($"Services:Selector has not been checked: {error}");

        return new ExposureRules
        {
            Addresses = Addresses.Select(Enum.Parse<AddressKind>).ToHashSet(),
            LoadBalancerClass = LoadBalancerClass,
            AllowedAddresses = [.. AllowedAddresses.Select(network => IPNetwork.Parse(network)).Distinct()],
            Backends = Backends,
            OptIn = OptIn,
            Namespaces = Namespaces.ToHashSet(StringComparer.Ordinal),
            Selects = selector.Matches,
            ReservedPorts = reserved,
            NodeAddresses = network.OwnAddresses(),
        };
    }
}
