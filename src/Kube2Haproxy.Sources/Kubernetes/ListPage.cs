using System.Buffers;
using System.Text;
using System.Text.Json;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Wire;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>One page of a list.</summary>
/// <param name="ResourceVersion">Where a watch begins that follows the list.</param>
/// <param name="Continue">Token of the next page; empty on the last one.</param>
/// <param name="Items">In the API server's order.</param>
internal sealed record ListPage<T>(string ResourceVersion, string Continue, List<Candidate<T>> Items)
    where T : class, IClusterObject
{
    /// <summary>Reads a whole page. What does not say that it is a list of this resource is none, least of all an empty one.</summary>
    /// <exception cref="JsonException">It is no list.</exception>
    public static ListPage<T> Parse(ReadOnlySequence<byte> json, ApiResource<T> resource)
    {
        var reader = new Utf8JsonReader(json);
        WireListMeta? meta = null;
        List<Candidate<T>>? items = null;
        var isList = false;

        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("it is no JSON object");

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("metadata"u8))
            {
                reader.Read();
                meta = JsonSerializer.Deserialize(ref reader, WireJson.Default.WireListMeta);
            }
            else if (reader.Is("items"u8))
            {
                reader.Read();
                items = Objects(ref reader, resource.Read);
            }
            else if (reader.Is("kind"u8))
            {
                reader.Read();
                isList = reader.TokenType == JsonTokenType.String && reader.Is(Encoding.UTF8.GetBytes($"{resource.Kind}List"));
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        if (!isList)
            throw new JsonException($"its kind is not {resource.Kind}List");

        if (string.IsNullOrEmpty(meta?.ResourceVersion) || items is null)
            throw new JsonException("a list has items and metadata.resourceVersion, this has not");

        return new ListPage<T>(meta.ResourceVersion, meta.Continue ?? "", items);
    }

    private static List<Candidate<T>> Objects(ref Utf8JsonReader reader, ObjectReader<T> read)
    {
        var items = new List<Candidate<T>>();

        // How Go may write an empty list.
        if (reader.TokenType == JsonTokenType.Null)
            return items;

        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("items is no array");

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(read(ref reader));

        return items;
    }
}
