using System.Text.Json.Serialization;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>discovery.k8s.io/v1 EndpointSlice.</summary>
internal sealed record WireEndpointSlice : IWireObject
{
    public WireEndpointsMeta? Metadata { get; set; }

    WireObjectMeta? IWireObject.Metadata => Metadata;

    DateTimeOffset? IWireObject.ChangedAt => Metadata?.ChangedAt();

    /// <summary><c>IPv4</c>, <c>IPv6</c> or <c>FQDN</c>.</summary>
    [JsonConverter(typeof(RepeatedText))]
    public string? AddressType { get; set; }

    public List<SliceEndpoint?>? Endpoints { get; set; }

    public List<WireEndpointPort?>? Ports { get; set; }

    internal sealed record SliceEndpoint
    {
        public List<WireAddress>? Addresses { get; set; }

        public EndpointConditions? Conditions { get; set; }

        public WireObjectReference? TargetRef { get; set; }

        [JsonConverter(typeof(RepeatedText))]
        public string? NodeName { get; set; }

        [JsonConverter(typeof(RepeatedText))]
        public string? Zone { get; set; }

        public Topology? DeprecatedTopology { get; set; }

        public EndpointHints? Hints { get; set; }
    }

    /// <summary>What v1beta1 called topology, by the names of the node's labels; the API server keeps it of old slices.</summary>
    internal sealed record Topology
    {
        [JsonPropertyName("kubernetes.io/hostname"), JsonConverter(typeof(RepeatedText))]
        public string? Node { get; set; }

        [JsonPropertyName("topology.kubernetes.io/zone"), JsonConverter(typeof(RepeatedText))]
        public string? Zone { get; set; }
    }

    internal sealed record EndpointHints
    {
        public List<Hint?>? ForZones { get; set; }

        public List<Hint?>? ForNodes { get; set; }
    }

    internal sealed record Hint
    {
        [JsonConverter(typeof(RepeatedText))]
        public string? Name { get; set; }
    }

    internal sealed record EndpointConditions
    {
        public bool? Ready { get; set; }

        public bool? Serving { get; set; }

        public bool? Terminating { get; set; }
    }
}
