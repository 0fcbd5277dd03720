using System.Text.Json.Serialization;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>core/v1 ObjectReference.</summary>
internal sealed record WireObjectReference
{
    [JsonConverter(typeof(RepeatedText))]
    public string? Kind { get; set; }

    public string? Name { get; set; }

    /// <summary>The pod's name where the reference is to a pod.</summary>
    public static string? PodOf(WireObjectReference? reference) => reference is { Kind: "Pod", Name.Length: > 0 } ? reference.Name : null;
}
