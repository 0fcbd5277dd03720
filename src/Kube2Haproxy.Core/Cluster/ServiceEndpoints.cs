namespace Kube2Haproxy.Core.Cluster;

/// <summary>What one EndpointSlice (discovery.k8s.io/v1) or one Endpoints object (core/v1) says. Never compared: it holds a list.</summary>
/// <param name="Name">The object's own name. One Service may have several.</param>
/// <param name="Service">The Service that it belongs to, in the same namespace.</param>
/// <param name="Endpoints">Only TCP ones with an address and a port, in the object's order; may hold an address twice.</param>
public sealed record ServiceEndpoints(NamespacedName Name, NamespacedName Service, IReadOnlyList<Endpoint> Endpoints) : IClusterObject;
