using System.Text.Json.Serialization;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>discovery.k8s.io/v1 EndpointPort; core/v1 EndpointPort has the same members.</summary>
internal sealed record WireEndpointPort
{
    [JsonConverter(typeof(RepeatedText))]
    public string? Name { get; set; }

    public int? Port { get; set; }

    [JsonConverter(typeof(RepeatedText))]
    public string? Protocol { get; set; }
}
