namespace Kube2Haproxy.Sources.Wire;

/// <summary>discovery.k8s.io/v1 EndpointSlice.</summary>
internal sealed record WireEndpointSlice : IWireObject
{
    public WireObjectMeta? Metadata { get; init; }

    /// <summary><c>IPv4</c>, <c>IPv6</c> or <c>FQDN</c>.</summary>
    public string? AddressType { get; init; }

    public List<SliceEndpoint?>? Endpoints { get; init; }

    public List<WireEndpointPort?>? Ports { get; init; }

    internal sealed record SliceEndpoint
    {
        public List<string?>? Addresses { get; init; }

        public EndpointConditions? Conditions { get; init; }

        public WireObjectReference? TargetRef { get; init; }

        public string? NodeName { get; init; }

        public string? Zone { get; init; }
    }

    internal sealed record EndpointConditions
    {
        public bool? Ready { get; init; }

        public bool? Serving { get; init; }

        public bool? Terminating { get; init; }
    }
}
