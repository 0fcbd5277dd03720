namespace Kube2Haproxy.Core.Cluster;

/// <summary>Where a Service (core/v1) holds addresses that others than the cluster choose: as messages name them.</summary>
public static class ServiceFields
{
    /// <summary>Whoever may write the Service.</summary>
    public const string ExternalIPs = "spec.externalIPs";

    /// <summary>Likewise.</summary>
    public const string LoadBalancerIP = "spec.loadBalancerIP";

    /// <summary>Whoever may write its status: a load balancer's controller.</summary>
    public const string Ingress = "status.loadBalancer.ingress";
}
