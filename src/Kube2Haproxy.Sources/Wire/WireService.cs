namespace Kube2Haproxy.Sources.Wire;

/// <summary>core/v1 Service.</summary>
internal sealed record WireService : IWireObject
{
    public WireObjectMeta? Metadata { get; init; }

    public ServiceSpec? Spec { get; init; }

    public ServiceStatus? Status { get; init; }

    internal sealed record ServiceSpec
    {
        public string? Type { get; init; }

        /// <summary><c>None</c> for headless Services; empty while none is allocated.</summary>
        public string? ClusterIP { get; init; }

        public List<string?>? ClusterIPs { get; init; }

        public List<string?>? ExternalIPs { get; init; }

        /// <summary>The API server takes any text.</summary>
        public string? LoadBalancerIP { get; init; }

        public string? LoadBalancerClass { get; init; }

        public List<ServicePort?>? Ports { get; init; }

        public string? SessionAffinity { get; init; }

        public AffinityConfig? SessionAffinityConfig { get; init; }

        public List<string?>? LoadBalancerSourceRanges { get; init; }

        public bool? PublishNotReadyAddresses { get; init; }
    }

    internal sealed record ServiceStatus
    {
        public LoadBalancerStatus? LoadBalancer { get; init; }
    }

    internal sealed record LoadBalancerStatus
    {
        public List<LoadBalancerIngress?>? Ingress { get; init; }
    }

    internal sealed record LoadBalancerIngress
    {
        public string? Ip { get; init; }

        public string? Hostname { get; init; }
    }

    internal sealed record ServicePort
    {
        public string? Name { get; init; }

        public int? Port { get; init; }

        public string? Protocol { get; init; }
    }

    internal sealed record AffinityConfig
    {
        public ClientIPConfig? ClientIP { get; init; }
    }

    internal sealed record ClientIPConfig
    {
        public int? TimeoutSeconds { get; init; }
    }
}
