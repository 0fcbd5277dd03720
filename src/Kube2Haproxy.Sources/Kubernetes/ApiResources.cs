using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Wire;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>The resources that kube2haproxy follows.</summary>
internal static class ApiResources
{
    public static ApiResource<Service> Services { get; } = ApiResource<Service>.Of(
        "Service", "services", "api/v1", WireJson.Default.WireService, ServiceConversion.Convert);

    public static ApiResource<ServiceEndpoints> EndpointSlices { get; } = ApiResource<ServiceEndpoints>.Of(
        "EndpointSlice",
        "endpointslices.discovery.k8s.io",
        "apis/discovery.k8s.io/v1",
        WireJson.Default.WireEndpointSlice,
        EndpointSliceConversion.Convert) with
    {
        // The others belong to no Service here, such as those that are imported from another cluster.
        Selector = EndpointSliceConversion.ServiceLabel,
    };

    /// <summary>Where the cluster has no EndpointSlices.</summary>
    public static ApiResource<ServiceEndpoints> Endpoints { get; } = ApiResource<ServiceEndpoints>.Of(
        "Endpoints", "endpoints", "api/v1", WireJson.Default.WireEndpoints, EndpointsConversion.Convert);

    /// <summary>Only where they are the servers.</summary>
    public static ApiResource<Node> Nodes { get; } = ApiResource<Node>.Of(
        "Node", "nodes", "api/v1", WireJson.Default.WireNode, NodeConversion.Convert);
}
