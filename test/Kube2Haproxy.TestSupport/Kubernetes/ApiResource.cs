using System.Text.Json.Nodes;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>A resource that the fake API server serves.</summary>
/// <param name="Plural">As in the path.</param>
/// <param name="Kind">As in the object.</param>
/// <param name="ApiVersion">As in the object.</param>
/// <param name="Root">The path of its group and version.</param>
/// <param name="Empty">What a bookmark's object has beside kind, apiVersion and metadata: the real server writes an empty object.</param>
/// <param name="Namespaced">Its objects are in a namespace.</param>
public sealed record ApiResource(string Plural, string Kind, string ApiVersion, string Root, string Empty, bool Namespaced = true)
{
    public static ApiResource Services { get; } =
        new("services", "Service", "v1", "/api/v1", """{"spec":{},"status":{"loadBalancer":{}}}""");

    public static ApiResource Endpoints { get; } = new("endpoints", "Endpoints", "v1", "/api/v1", "{}");

    public static ApiResource EndpointSlices { get; } =
        new("endpointslices", "EndpointSlice", "discovery.k8s.io/v1", "/apis/discovery.k8s.io/v1",
            """{"addressType":"","endpoints":null,"ports":null}""");

    public static ApiResource Nodes { get; } =
        new("nodes", "Node", "v1", "/api/v1", """{"spec":{},"status":{"daemonEndpoints":{"kubeletEndpoint":{"Port":0}}}}""", false);

    public static IReadOnlyList<ApiResource> All { get; } = [Services, Endpoints, EndpointSlices, Nodes];

    /// <exception cref="ArgumentException">The fake does not serve this kind.</exception>
    public static ApiResource Of(JsonObject manifest) =>
        All.FirstOrDefault(resource => resource.Kind == (string?)manifest["kind"] && resource.ApiVersion == (string?)manifest["apiVersion"])
        ?? throw new ArgumentException($"The fake API server knows no {manifest["apiVersion"]} {manifest["kind"]}.", nameof(manifest));

    public override string ToString() => Plural;
}
