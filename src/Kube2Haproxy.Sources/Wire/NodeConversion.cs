using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>core/v1 Node → <see cref="Node"/>.</summary>
internal static class NodeConversion
{
    public const string ZoneLabel = "topology.kubernetes.io/zone";

    /// <summary>Set by operators, and by kubeadm for its control plane, to keep load balancers away.</summary>
    public const string ExcludeLabel = "node.kubernetes.io/exclude-from-external-load-balancers";

    /// <summary>The taint that the cluster autoscaler sets before it drains a node and takes it away.</summary>
    private const string AutoscalerTaint = "ToBeDeletedByClusterAutoscaler";

    public static Conversion<Node> Convert(WireNode wire)
    {
        var faults = new Faults();
        return faults.Unless(new Node
        {
            Name = faults.NameWithoutNamespace(wire.Metadata),
            Addresses = Addresses(wire.Status?.Addresses, faults),
            IsReady = wire.Status?.Conditions?.Exists(condition => condition is { Type: "Ready", Status: "True" }) ?? false,
            IsLeaving = !string.IsNullOrEmpty(wire.Metadata?.DeletionTimestamp)
                || (wire.Spec?.Taints?.Exists(taint => taint?.Key == AutoscalerTaint) ?? false),
            IsExcluded = wire.Metadata?.Labels?.Excluded is not null,
            Zone = wire.Metadata?.Labels?.Zone is { Length: > 0 } zone ? zone : null,
        });
    }

    private static List<IPAddress> Addresses(List<WireNode.NodeAddress?>? wire, Faults faults)
    {
        var addresses = new List<IPAddress>();
        for (var i = 0; i < wire?.Count; i++)
        {
            if (wire[i] is not { Type: "InternalIP" } internalIP)
                continue;

            if (internalIP.Address.Value is { } address)
                addresses.Add(address);
            else
                faults.Address($"status.addresses[{i}].address", internalIP.Address, AddressFamily.Unspecified);
        }

        return addresses;
    }
}
