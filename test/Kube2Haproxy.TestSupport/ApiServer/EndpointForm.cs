namespace Kube2Haproxy.TestSupport.ApiServer;

/// <summary>In which form a cluster says what is behind its Services.</summary>
public enum EndpointForm
{
    /// <summary>core/v1 Endpoints; discovery.k8s.io/v1 is not served.</summary>
    Endpoints,

    /// <summary>discovery.k8s.io/v1 EndpointSlices.</summary>
    EndpointSlices,
}
