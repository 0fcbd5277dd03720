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
/// <param name="Kind">As in its objects.</param>
/// <param name="Name">Plural, as in RBAC rules; with its group where it has one. For messages and metrics.</param>
/// <param name="Root">Path of its group and version, from the API server's root.</param>
/// <param name="Read">Its objects.</param>
internal sealed record ApiResource<T>(string Kind, string Name, string Root, ObjectReader<T> Read)
    where T : class, IClusterObject
{
    /// <summary>The only namespace whose objects are wanted; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Which objects are wanted, as <c>labelSelector</c> of the API has it; empty for all.</summary>
    public string Selector { get; init; } = "";

    /// <summary>What is wanted, for messages: <c>services in namespace shop</c>.</summary>
    public string Scope => Namespace is null ? Name : $"{Name} in namespace {Namespace}";

    /// <summary>What to do where it is forbidden.</summary>
    public string ForbiddenRemedy => Namespace is null
        ? $"Grant this user the verbs list and watch on it, as deploy/kubernetes/{(Kind == "Node" ? "rbac-nodes" : "rbac")}.yaml does."
        : $"Grant this user the verbs list and watch on it by a Role in {Namespace}, as deploy/kubernetes/rbac-namespaced.yaml does.";

    /// <summary>A resource that comes as <typeparamref name="TWire"/>.</summary>
    public static ApiResource<T> Of<TWire>(
        string kind, string name, string root, JsonTypeInfo<TWire> type, Func<TWire, Conversion<T>> convert)
        where TWire : class, IWireObject =>
        new(kind, name, root, (ref reader) => Decode(ref reader, type, convert));

    /// <summary>What to ask for: path and query, from the API server's root.</summary>
    /// <param name="query">What else is asked, already escaped.</param>
    public string Path(string query)
    {
        var plural = Name.Split('.')[0];
        var space = Namespace is null ? "" : $"namespaces/{Uri.EscapeDataString(Namespace)}/";
        var selector = Selector.Length == 0 ? "" : $"&labelSelector={Uri.EscapeDataString(Selector)}";
        return $"{Root}/{space}{plural}?{query}{selector}";
    }

    private static Candidate<T> Decode<TWire>(ref Utf8JsonReader reader, JsonTypeInfo<TWire> type, Func<TWire, Conversion<T>> convert)
        where TWire : class, IWireObject
    {
        var start = reader;
        try
        {
            if (JsonSerializer.Deserialize(ref reader, type) is not { } wire)
                return new Candidate<T>(null, null, "it is null.", null, null, null);

            var conversion = convert(wire);
            return new Candidate<T>(
                string.IsNullOrEmpty(wire.Metadata?.Name)
                    ? null
                    : new NamespacedName(wire.Metadata.Namespace ?? "", wire.Metadata.Name),
                conversion.Value,
                conversion.Refusal,
                wire.Metadata?.ResourceVersion,
                wire.Metadata?.Uid,
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
                identity?.Metadata?.Uid,
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
