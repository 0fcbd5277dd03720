namespace Kube2Haproxy.Sources.Wire;

/// <summary>core/v1 Service.</summary>
internal sealed record WireService : IWireObject
{
    public WireServiceMeta? Metadata { get; set; }

    WireObjectMeta? IWireObject.Metadata => Metadata;

    public ServiceSpec? Spec { get; set; }

    public ServiceStatus? Status { get; set; }

    internal sealed record ServiceSpec
    {
        public string? Type { get; set; }

        /// <summary><c>None</c> for headless Services; empty while none is allocated.</summary>
        public string? ClusterIP { get; set; }

        public List<string?>? ClusterIPs { get; set; }

        public List<string?>? ExternalIPs { get; set; }

        /// <summary>The API server takes any text.</summary>
        public string? LoadBalancerIP { get; set; }

        public string? LoadBalancerClass { get; set; }

        public List<ServicePort?>? Ports { get; set; }

        public string? SessionAffinity { get; set; }

        public AffinityConfig? SessionAffinityConfig { get; set; }

        public List<string?>? LoadBalancerSourceRanges { get; set; }

        public bool? PublishNotReadyAddresses { get; set; }

        public string? TrafficDistribution { get; set; }

        public string? InternalTrafficPolicy { get; set; }

        public string? ExternalTrafficPolicy { get; set; }

        public int? HealthCheckNodePort { get; set; }
    }

    internal sealed record ServiceStatus
    {
        public LoadBalancerStatus? LoadBalancer { get; set; }
    }

    internal sealed record LoadBalancerStatus
    {
        public List<LoadBalancerIngress?>? Ingress { get; set; }
    }

    internal sealed record LoadBalancerIngress
    {
        public string? Ip { get; set; }

        public string? Hostname { get; set; }
    }

    internal sealed record ServicePort
    {
        public string? Name { get; set; }

        public int? Port { get; set; }

        public int? NodePort { get; set; }

        public string? Protocol { get; set; }
    }

    internal sealed record AffinityConfig
    {
        public ClientIPConfig? ClientIP { get; set; }
    }

    internal sealed record ClientIPConfig
    {
        public int? TimeoutSeconds { get; set; }
    }
}
