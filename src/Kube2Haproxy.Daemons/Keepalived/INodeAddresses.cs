namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>The addresses that this node has now.</summary>
internal interface INodeAddresses
{
    /// <summary>On all devices, also one that is down; null where they cannot be read now.</summary>
    IReadOnlyList<NodeAddress>? Read();
}
