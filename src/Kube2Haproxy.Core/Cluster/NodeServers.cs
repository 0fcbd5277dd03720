using System.Net.Sockets;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>Nodes → the servers of one backend, at a node port. A server has its node's name.</summary>
/// <param name="nodes">All there are, in any order.</param>
internal sealed class NodeServers(IEnumerable<Node> nodes)
{
    private readonly List<Node> _nodes =
        [.. nodes.Where(node => !node.IsExcluded).OrderBy(ServerName.Of, StringComparer.Ordinal)];

    /// <summary>
    /// Every node that is not excluded; where the traffic policy is Local only those with an endpoint that is ready or drains, since
    /// kube-proxy forwards to no other there. Sorted by name. A node without an address of the family gives none, and neither does a port
    /// without a node port.
    /// </summary>
    /// <param name="service">Whose servers they are.</param>
    /// <param name="port">Which of its ports.</param>
    /// <param name="family">Of the servers' addresses.</param>
    /// <param name="endpoints">Of this port and family, from all objects of the Service, in any order.</param>
    public IReadOnlyList<Server> Of(Service service, ServicePort port, AddressFamily family, IEnumerable<Endpoint> endpoints)
    {
        if (port.NodePort is not { } nodePort)
            return [];

        if (!service.IsLocal)
            return Of(_nodes, family, nodePort, static _ => EndpointState.Ready);

        var states = States(endpoints, service.PublishNotReadyAddresses);
        return Of(_nodes.Where(node => states.ContainsKey(node.Name.Name)), family, nodePort, node => states[node.Name.Name]);
    }

    /// <summary>The best that each node has.</summary>
    private static Dictionary<string, EndpointState> States(IEnumerable<Endpoint> endpoints, bool publishNotReady)
    {
        var states = new Dictionary<string, EndpointState>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints)
        {
            var state = publishNotReady || endpoint.Ready ? EndpointState.Ready
                : Servers.IsDraining(endpoint) ? EndpointState.Draining
                : EndpointState.None;
            if (endpoint.Node is { } node && state > states.GetValueOrDefault(node))
                states[node] = state;
        }

        return states;
    }

    private static List<Server> Of(IEnumerable<Node> nodes, AddressFamily family, int port, Func<Node, EndpointState> stateOf)
    {
        var ids = new HashSet<int>();
        var servers = new List<Server>();
        foreach (var node in nodes)
        {
            if (node.Addresses.FirstOrDefault(one => one.AddressFamily == family) is not { } address)
                continue;

            var hasReady = stateOf(node) == EndpointState.Ready;
            var name = ServerName.Of(node);
            servers.Add(new Server(
                name, Servers.Id(name, ids), address, port,
                Ready: node is { IsReady: true, IsLeaving: false } && hasReady,
                Serving: node.IsReady,
                Terminating: node.IsLeaving || !hasReady,
                Weight: 0, node.Name.Name, node.Zone));
        }

        // As with pods, what leaves keeps its sessions and gets no new ones; a node that is not ready may only be unable to say that it is.
        // Where no better one is left they serve, rather than nobody.
        var best = servers.Count == 0 ? 0 : servers.Max(Rank);
        return servers.ConvertAll(server => server with { Weight = Rank(server) == best ? 1 : 0 });
    }

    private static int Rank(Server server) => server.Ready ? 2 : server.Serving ? 1 : 0;

    private enum EndpointState
    {
        None,
        Draining,
        Ready,
    }
}
