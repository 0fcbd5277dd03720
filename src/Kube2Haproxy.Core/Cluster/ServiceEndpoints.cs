namespace Kube2Haproxy.Core.Cluster;

/// <summary>What one EndpointSlice (discovery.k8s.io/v1) or one Endpoints object (core/v1) says. Never compared: it holds a list.</summary>
/// <param name="Name">The object's own name. One Service may have several.</param>
/// <param name="Service">The Service that it belongs to, in the same namespace.</param>
/// <param name="Endpoints">Only TCP ones with an address and a port, in the object's order; may hold an address twice.</param>
public sealed record ServiceEndpoints(NamespacedName Name, NamespacedName Service, IReadOnlyList<Endpoint> Endpoints) : IClusterObject
{
    /// <summary>
    /// The UID of the Service that owns it (<c>metadata.ownerReferences</c> of kind Service); null where none does, as for Endpoints,
    /// mirrored slices and those made by hand.
    /// </summary>
    public string? OwnerUid { get; init; }

    /// <summary>
    /// Whether this very Service has these endpoints, and not one before it that had the same name: the slices of a deleted Service may
    /// outlive it, and its pods may be gone or somebody else's. Where either UID is unknown, the name alone counts.
    /// </summary>
    internal bool BelongTo(Service service) => OwnerUid is null || service.Uid.Length == 0 || OwnerUid == service.Uid;
}
