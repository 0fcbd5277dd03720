using System.Text.Json.Serialization;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>core/v1 Node. Most of one are the images that it has, which nobody asks for.</summary>
internal sealed record WireNode : IWireObject
{
    public NodeMeta? Metadata { get; set; }

    WireObjectMeta? IWireObject.Metadata => Metadata;

    public NodeSpec? Spec { get; set; }

    public NodeStatus? Status { get; set; }

    internal sealed record NodeMeta : WireObjectMeta
    {
        /// <summary>RFC 3339; only whether it is there counts.</summary>
        public string? DeletionTimestamp { get; set; }

        public NodeLabels? Labels { get; set; }
    }

    internal sealed record NodeLabels
    {
        [JsonPropertyName(NodeConversion.ZoneLabel), JsonConverter(typeof(RepeatedText))]
        public string? Zone { get; set; }

        [JsonPropertyName(NodeConversion.ExcludeLabel)]
        public string? Excluded { get; set; }
    }

    internal sealed record NodeSpec
    {
        public List<Taint?>? Taints { get; set; }
    }

    internal sealed record Taint
    {
        [JsonConverter(typeof(RepeatedText))]
        public string? Key { get; set; }
    }

    internal sealed record NodeStatus
    {
        public List<NodeAddress?>? Addresses { get; set; }

        public List<NodeCondition?>? Conditions { get; set; }
    }

    internal sealed record NodeAddress
    {
        [JsonConverter(typeof(RepeatedText))]
        public string? Type { get; set; }

        public WireAddress Address { get; set; }
    }

    internal sealed record NodeCondition
    {
        [JsonConverter(typeof(RepeatedText))]
        public string? Type { get; set; }

        [JsonConverter(typeof(RepeatedText))]
        public string? Status { get; set; }
    }
}
