using System.Text.Json.Serialization;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>meta/v1 ObjectMeta, what is read of every kind. Labels and annotations are most of it: each kind has those that it needs.</summary>
internal record WireObjectMeta
{
    public string? Name { get; set; }

    /// <summary>Manifests may leave it out.</summary>
    [JsonConverter(typeof(RepeatedText))]
    public string? Namespace { get; set; }

    public string? ResourceVersion { get; set; }

    /// <summary>Another one whenever an object of this name is created again.</summary>
    public string? Uid { get; set; }
}
