using System.Globalization;
using System.Text.Json.Serialization;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>meta/v1 ObjectMeta of EndpointSlices and Endpoints. They change most of all, and nobody asks for their other labels.</summary>
internal sealed record WireEndpointsMeta : WireObjectMeta
{
    public SliceLabels? Labels { get; set; }

    public ChangeAnnotations? Annotations { get; set; }

    public List<OwnerReference?>? OwnerReferences { get; set; }

    /// <summary>When the cluster changed; null where the object does not say, or not legibly: it only serves for measuring.</summary>
    public DateTimeOffset? ChangedAt() =>
        DateTimeOffset.TryParse(Annotations?.LastChange, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    internal sealed record SliceLabels
    {
        /// <summary>Which Service a slice belongs to, in the slice's own namespace.</summary>
        [JsonPropertyName(EndpointSliceConversion.ServiceLabel)]
        public string? Service { get; set; }
    }

    internal sealed record ChangeAnnotations
    {
        /// <summary>core/v1 <c>EndpointsLastChangeTriggerTime</c>, RFC 3339.</summary>
        [JsonPropertyName("endpoints.kubernetes.io/last-change-trigger-time")]
        public string? LastChange { get; set; }
    }

    /// <summary>meta/v1 OwnerReference.</summary>
    internal sealed record OwnerReference
    {
        [JsonConverter(typeof(RepeatedText))]
        public string? ApiVersion { get; set; }

        [JsonConverter(typeof(RepeatedText))]
        public string? Kind { get; set; }

        public string? Uid { get; set; }
    }
}
