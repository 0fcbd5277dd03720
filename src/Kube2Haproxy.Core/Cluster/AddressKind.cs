namespace Kube2Haproxy.Core.Cluster;

/// <summary>Where an address of a Service comes from.</summary>
public enum AddressKind
{
    /// <summary><c>spec.clusterIPs</c>: the cluster has chosen it.</summary>
    ClusterIP,

    /// <summary><c>spec.externalIPs</c>: whoever may write the Service has chosen it.</summary>
    ExternalIP,

    /// <summary><c>spec.loadBalancerIP</c> or <c>status.loadBalancer</c> of a Service of type LoadBalancer.</summary>
    LoadBalancer,
}
