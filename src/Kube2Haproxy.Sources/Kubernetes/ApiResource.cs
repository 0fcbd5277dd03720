using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Wire;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Reads the object at which the reader stands, and leaves the reader at its end.</summary>
/// <exception cref="JsonException">It is no JSON, so the rest cannot be read either.</exception>
internal delegate Candidate<T> ObjectReader<T>(ref Utf8JsonReader reader)
    where T : class, IClusterObject;

/// <summary>One kind of object of the API.</summary>
/// <param name="Name">Plural, as in RBAC rules; with its group where it has one. For messages and metrics.</param>
/// <param name="Path">Of all its objects, from the API server's root.</param>
/// <param name="Read">Its objects.</param>
internal sealed record ApiResource<T>(string Name, string Path, ObjectReader<T> Read)
    where T : class, IClusterObject
{
    /// <summary>A resource that comes as <typeparamref name="TWire"/>.</summary>
    public static ApiResource<T> Of<TWire>(string name, string path, JsonTypeInfo<TWire> type, Func<TWire, Conversion<T>> convert)
        where TWire : class, IWireObject =>
        new(name, path, (ref reader) => Decode(ref reader, type, convert));

    private static Candidate<T> Decode<TWire>(ref Utf8JsonReader reader, JsonTypeInfo<TWire> type, Func<TWire, Conversion<T>> convert)
        where TWire : class, IWireObject
    {
        var start = reader;
        try
        {
            if (JsonSerializer.Deserialize(ref reader, type) is not { } wire)
                return new Candidate<T>(null, null, "it is null.", null, null);

            var conversion = convert(wire);
            return new Candidate<T>(
                string.IsNullOrEmpty(wire.Metadata?.Name)
                    ? null
                    : new NamespacedName(wire.Metadata.Namespace ?? "", wire.Metadata.Name),
                conversion.Value,
                conversion.Refusal,
                wire.Metadata?.ResourceVersion,
                wire.ChangedAt);
        }
        catch (JsonException mismatch)
        {
            // Skip throws where it is no JSON at all. If it does not, only this object is lost.
            reader = start;
            var identity = Identity(reader);
            reader.Skip();
            return new Candidate<T>(
                identity?.Name,
                null,
                $"{mismatch.Path?.TrimStart('$', '.') ?? "something"} is not of the type that it must have.",
                identity?.Metadata?.ResourceVersion,
                null);
        }
    }

    private static WireIdentity? Identity(Utf8JsonReader reader)
    {
        try
        {
            return JsonSerializer.Deserialize(ref reader, WireJson.Default.WireIdentity);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
