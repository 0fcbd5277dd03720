namespace Kube2Haproxy.Core.Cluster;

/// <summary>One entry of a Service's <c>spec.ports</c> (core/v1).</summary>
/// <param name="Name">Empty where the Service has one unnamed port. Endpoints are found by this name, not by the target port.</param>
/// <param name="Port">1 to 65535, at the Service's addresses.</param>
/// <param name="Protocol">The transport.</param>
public sealed record ServicePort(string Name, int Port, TransportProtocol Protocol)
{
    /// <summary><c>nodePort</c>, 1 to 65535, at each node of the cluster; null where none is allocated.</summary>
    public int? NodePort { get; init; }
}
