using System.Text.Json.Serialization;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>core/v1 Endpoints: the way in which clusters without EndpointSlices say it.</summary>
internal sealed record WireEndpoints : IWireObject
{
    public WireEndpointsMeta? Metadata { get; set; }

    WireObjectMeta? IWireObject.Metadata => Metadata;

    DateTimeOffset? IWireObject.ChangedAt => Metadata?.ChangedAt();

    public List<EndpointSubset?>? Subsets { get; set; }

    /// <summary>Each address has each port.</summary>
    internal sealed record EndpointSubset
    {
        public List<EndpointAddress?>? Addresses { get; set; }

        public List<EndpointAddress?>? NotReadyAddresses { get; set; }

        public List<WireEndpointPort?>? Ports { get; set; }
    }

    internal sealed record EndpointAddress
    {
        // "ip" in JSON: the naming policy makes it so.
        public WireAddress Ip { get; set; }

        [JsonConverter(typeof(RepeatedText))]
        public string? NodeName { get; set; }

        public WireObjectReference? TargetRef { get; set; }
    }
}
