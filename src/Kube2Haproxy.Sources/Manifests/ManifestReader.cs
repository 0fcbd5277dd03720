using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Wire;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kube2Haproxy.Sources.Manifests;

/// <summary>The text of one file → its objects, by the rules of the API server's own answers.</summary>
internal static class ManifestReader
{
    /// <summary>All objects of the file that Services are made of, in order. Documents of other kinds are passed over.</summary>
    /// <param name="text">YAML of one or more documents, or JSON, which is YAML too.</param>
    /// <param name="passedOver">Takes the kind of each document that is none of ours.</param>
    /// <exception cref="ManifestException">Something in it is wrong: nothing of the file is used.</exception>
    public static IReadOnlyList<ManifestObject> Read(string text, Action<string> passedOver)
    {
        var stream = new YamlStream();
        try
        {
            using var reader = new StringReader(text);
            stream.Load(reader);
        }
        catch (YamlException error)
        {
            throw new ManifestException(error.Start.Line, $"it is not YAML: {error.Message.TrimEnd('.')}.");
        }

        var objects = new List<ManifestObject>();
        foreach (var document in stream.Documents)
            Read(document.RootNode, null, objects, passedOver);

        // An editor or a copy that has only begun to write leaves such a file; nobody's Services must go for it.
        if (stream.Documents.Count == 0)
            throw new ManifestException(0, "it is empty. Delete the file to remove what it held.");

        return objects;
    }

    private static void Read(YamlNode node, string? kindOfList, List<ManifestObject> objects, Action<string> passedOver)
    {
        // "---" at the end of a file begins a document without anything in it.
        if (node is YamlScalarNode { Value: null or "" })
            return;

        if (node is not YamlMappingNode map)
            throw new ManifestException(node.Start.Line, "it is no object; a manifest has apiVersion, kind and metadata.");

        var kind = Text(map, "kind") ?? kindOfList
            ?? throw new ManifestException(node.Start.Line, "kind is missing; it says what the object is.");
        switch (kind)
        {
            case "Service":
                objects.Add(Object(map, kind, "v1", WireJson.Default.WireService, ServiceConversion.Convert));
                break;
            case "EndpointSlice":
                objects.Add(Object(map, kind, "discovery.k8s.io/v1", WireJson.Default.WireEndpointSlice, EndpointSliceConversion.Convert));
                break;
            case "Endpoints":
                objects.Add(Object(map, kind, "v1", WireJson.Default.WireEndpoints, EndpointsConversion.Convert));
                break;
            case "Node":
                objects.Add(Object(map, kind, "v1", WireJson.Default.WireNode, NodeConversion.Convert));
                break;
            case "List" or "ServiceList" or "EndpointSliceList" or "EndpointsList" or "NodeList":
                var kindOfItems = kind == "List" ? null : kind[..^"List".Length];
                foreach (var item in (Child(map, "items") as YamlSequenceNode)?.Children ?? [])
                    Read(item, kindOfItems, objects, passedOver);

                break;
            default:
                passedOver(kind);
                break;
        }
    }

    private static ManifestObject Object<TWire, T>(
        YamlMappingNode node, string kind, string version, JsonTypeInfo<TWire> type, Func<TWire, Conversion<T>> convert)
        where TWire : class, IWireObject
        where T : class, IClusterObject
    {
        if (Text(node, "apiVersion") is { } found && found != version)
            throw new ManifestException(node.Start.Line, $"apiVersion of the {kind} is \"{found}\"; it must be {version}.");

        var json = YamlJson.Of(node);
        TWire wire;
        try
        {
            wire = JsonSerializer.Deserialize(json, type) ?? throw new JsonException();
        }
        catch (JsonException mismatch)
        {
            var at = YamlJson.At(node, mismatch.Path);
            var value = at is YamlScalarNode scalar ? $" is {scalar.Value}, which" : "";
            throw new ManifestException(
                at.Start.Line, $"{mismatch.Path?.TrimStart('$', '.')}{value} is not of the type that it must have; a text that looks like a number stands in quotes.",
                Name(node, kind));
        }

        var conversion = convert(wire);
        if (conversion.Refusal is { } refusal)
            throw new ManifestException(node.Start.Line, $"{kind} {wire.Metadata?.Name}: {refusal}", Name(node, kind));

        var name = conversion.Value?.Name ?? Name(node, kind) ?? new NamespacedName("default", "");
        return new ManifestObject(kind, name, node.Start.Line, Encoding.UTF8.GetString(json), conversion.Value);
    }

    /// <summary>
    /// An object without a namespace is in <c>default</c>, as kubectl has it; a node is in none. Null where it has no name.
    /// </summary>
    private static NamespacedName? Name(YamlMappingNode node, string kind)
    {
        if (Child(node, "metadata") is not YamlMappingNode metadata || Text(metadata, "name") is not { Length: > 0 } name)
            return null;

        var space = Text(metadata, "namespace") is { Length: > 0 } written ? written : "default";
        return new NamespacedName(kind == "Node" ? "" : space, name);
    }

    private static YamlNode? Child(YamlMappingNode map, string name) => map.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    private static string? Text(YamlMappingNode map, string name) => (Child(map, name) as YamlScalarNode)?.Value;
}
