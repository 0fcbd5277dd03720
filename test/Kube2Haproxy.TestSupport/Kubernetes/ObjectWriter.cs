using System.Globalization;
using System.Text.Json.Nodes;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>What the API server adds to an object that is written.</summary>
internal static class ObjectWriter
{
    /// <summary>The object to store, or null where it equals what is there: the real server writes no new version then.</summary>
    public static StoredObject? Write(ApiResource resource, JsonObject wanted, StoredObject? current, long version, DateTimeOffset now)
    {
        var manifest = Ordered(wanted);
        var metadata = manifest["metadata"]!.AsObject();
        if (resource.Namespaced)
            metadata["namespace"] ??= "default";
        var before = current?.Manifest();
        var beforeMetadata = before?["metadata"]!.AsObject();

        foreach (var given in (string[])["resourceVersion", "generation", "uid", "managedFields"])
            metadata.Remove(given);
        metadata["uid"] = (string?)beforeMetadata?["uid"] ?? Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = (string?)beforeMetadata?["creationTimestamp"]
            ?? (string?)metadata["creationTimestamp"]
            ?? now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

        if (before is not null && JsonNode.DeepEquals(Comparable(manifest), Comparable(before)))
            return null;

        // Of the three, only slices count their generations.
        if (resource == ApiResource.EndpointSlices)
            metadata["generation"] = (long?)beforeMetadata?["generation"] + 1 ?? 1;
        metadata["managedFields"] = new JsonArray(new JsonObject
        {
            ["manager"] = "kube-controller-manager",
            ["operation"] = "Update",
            ["apiVersion"] = resource.ApiVersion,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = new JsonObject { ["f:metadata"] = new JsonObject { ["f:labels"] = new JsonObject { ["."] = new JsonObject() } } },
        });
        return new(resource, WithVersion(manifest, version));
    }

    /// <summary>The last state, with the version of its deletion: what a DELETED event shows.</summary>
    public static StoredObject Deleted(StoredObject current, long version) => new(current.Resource, WithVersion(current.Manifest(), version));

    private static JsonObject WithVersion(JsonObject manifest, long version)
    {
        manifest["metadata"]!["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return manifest;
    }

    /// <summary>A copy with kind, apiVersion and metadata first, as the real server writes it.</summary>
    private static JsonObject Ordered(JsonObject manifest)
    {
        var copy = new JsonObject();
        foreach (var key in (string[])["kind", "apiVersion", "metadata"])
            copy[key] = manifest[key]?.DeepClone() ?? throw new ArgumentException($"The object has no {key}.", nameof(manifest));
        foreach (var (key, value) in manifest.Where(pair => !copy.ContainsKey(pair.Key)))
            copy[key] = value?.DeepClone();
        return copy;
    }

    private static JsonObject Comparable(JsonObject manifest)
    {
        var copy = manifest.DeepClone().AsObject();
        foreach (var assigned in (string[])["resourceVersion", "generation", "managedFields"])
            copy["metadata"]!.AsObject().Remove(assigned);
        return copy;
    }
}
