namespace Kube2Haproxy.Sources.Wire;

/// <summary>core/v1 Endpoints: the way in which clusters without EndpointSlices say it.</summary>
internal sealed record WireEndpoints : IWireObject
{
    public WireObjectMeta? Metadata { get; init; }

    public List<EndpointSubset?>? Subsets { get; init; }

    /// <summary>Each address has each port.</summary>
    internal sealed record EndpointSubset
    {
        public List<EndpointAddress?>? Addresses { get; init; }

        public List<EndpointAddress?>? NotReadyAddresses { get; init; }

        public List<WireEndpointPort?>? Ports { get; init; }
    }

    internal sealed record EndpointAddress
    {
        // "ip" in JSON: the naming policy makes it so.
        public string? Ip { get; init; }

        public string? NodeName { get; init; }

        public WireObjectReference? TargetRef { get; init; }
    }
}
