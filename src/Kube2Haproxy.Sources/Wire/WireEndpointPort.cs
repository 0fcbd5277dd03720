namespace Kube2Haproxy.Sources.Wire;

/// <summary>discovery.k8s.io/v1 EndpointPort; core/v1 EndpointPort has the same members.</summary>
internal sealed record WireEndpointPort
{
    public string? Name { get; init; }

    public int? Port { get; init; }

    public string? Protocol { get; init; }
}
