namespace Kube2Haproxy.Core.Cluster;

/// <summary>core/v1 <c>ServiceType</c>.</summary>
public enum ServiceType
{
    /// <summary>Addresses inside the cluster, and those in <c>spec.externalIPs</c>.</summary>
    ClusterIP,

    /// <summary>The same, and a port of each node, which kube2haproxy does not use.</summary>
    NodePort,

    /// <summary>The same, and addresses that something outside of the cluster assigns.</summary>
    LoadBalancer,

    /// <summary>A DNS alias: no address, no endpoints.</summary>
    ExternalName,
}
