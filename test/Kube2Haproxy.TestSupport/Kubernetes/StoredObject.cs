using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>One version of one object, as it goes over the wire. Immutable.</summary>
internal sealed class StoredObject
{
    private readonly JsonObject _manifest;

    /// <param name="manifest">Whole, with its metadata; owned by this from now on.</param>
    public StoredObject(ApiResource resource, JsonObject manifest)
    {
        _manifest = manifest;
        Resource = resource;
        Namespace = (string?)manifest["metadata"]!["namespace"] ?? "";
        Name = (string)manifest["metadata"]!["name"]!;
        Labels = (manifest["metadata"]!["labels"] as JsonObject)?.ToDictionary(label => label.Key, label => (string)label.Value!) ?? [];
        Whole = JsonSerializer.SerializeToUtf8Bytes(manifest);

        var item = manifest.DeepClone().AsObject();
        item.Remove("kind");
        item.Remove("apiVersion");
        Item = JsonSerializer.SerializeToUtf8Bytes(item);
    }

    public ApiResource Resource { get; }

    /// <summary>Empty for an object that is in none.</summary>
    public string Namespace { get; }

    public string Name { get; }

    /// <summary>As in a watch or a get.</summary>
    public byte[] Whole { get; }

    /// <summary>As in a list: the real server leaves kind and apiVersion out there.</summary>
    public byte[] Item { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    public string Key => KeyOf(Resource, Namespace, Name);

    /// <summary>Sorts as etcd's keys do.</summary>
    public static string KeyOf(ApiResource resource, string @namespace, string name) => $"{resource.Plural}/{@namespace}/{name}";

    /// <summary>A copy that its caller may change.</summary>
    public JsonObject Manifest() => _manifest.DeepClone().AsObject();
}
