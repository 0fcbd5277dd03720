using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>What a node must have for <c>Keepalived:RoutedNetworks</c>: it has their addresses itself, as its peer has.</summary>
internal sealed class RoutedNetworks(IEnumerable<string> networks)
{
    private readonly IReadOnlyList<IPNetwork> _networks = [.. networks.Select(static network => IPNetwork.Parse(network))];

    /// <summary>Those that have no local route here, with the remedy; null where all have.</summary>
    public string? Fault()
    {
        var missing = _networks.Where(static network => !LocalRoute.IsThere(network)).ToList();
        return missing.Count == 0 ? null
            : $"This node has no local route to {string.Join(", ", missing)} (Keepalived:RoutedNetworks), so it answers nobody there while it is MASTER: "
                + $"{string.Join("; ", missing.Select(Remedy))}. deploy/systemd/kube2haproxy-routes.service does that at boot.";
    }

    private static string Remedy(IPNetwork network) =>
        $"ip {(network.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6 ? "-6 " : "")}route add local {network} dev lo";
}
