using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>The documents that tell a client what the server serves.</summary>
internal static class Discovery
{
    private const string Group = "discovery.k8s.io";

    /// <summary>Null for a path that the server does not know.</summary>
    public static byte[]? Document(string path, bool endpointSlices) => path switch
    {
        "/version" => Bytes(new JsonObject
        {
            ["major"] = "1",
            ["minor"] = "33",
            ["gitVersion"] = "v1.33.1",
            ["platform"] = "linux/amd64",
        }),
        "/api" => Bytes(new JsonObject
        {
            ["kind"] = "APIVersions",
            ["versions"] = new JsonArray("v1"),
        }),
        "/api/v1" => Resources(ApiResource.Services, ApiResource.Endpoints, ApiResource.Nodes),
        "/apis" => Bytes(new JsonObject
        {
            ["kind"] = "APIGroupList",
            ["apiVersion"] = "v1",
            ["groups"] = endpointSlices ? new JsonArray(SliceGroup()) : new JsonArray(),
        }),
        $"/apis/{Group}" when endpointSlices => Bytes(SliceGroup()),
        $"/apis/{Group}/v1" when endpointSlices => Resources(ApiResource.EndpointSlices),
        _ => null,
    };

    private static JsonObject SliceGroup()
    {
        JsonObject Version() => new() { ["groupVersion"] = $"{Group}/v1", ["version"] = "v1" };
        return new() { ["kind"] = "APIGroup", ["name"] = Group, ["versions"] = new JsonArray(Version()), ["preferredVersion"] = Version() };
    }

    private static byte[] Resources(params ApiResource[] resources)
    {
        var list = resources.Select(resource => (JsonNode)new JsonObject
        {
            ["name"] = resource.Plural,
            ["singularName"] = resource.Kind.ToLowerInvariant(),
            ["namespaced"] = resource.Namespaced,
            ["kind"] = resource.Kind,
            ["verbs"] = new JsonArray("get", "list", "watch"),
        });
        return Bytes(new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = resources[0].ApiVersion,
            ["resources"] = new JsonArray([.. list]),
        });
    }

    private static byte[] Bytes(JsonObject document) => JsonSerializer.SerializeToUtf8Bytes(document);
}
