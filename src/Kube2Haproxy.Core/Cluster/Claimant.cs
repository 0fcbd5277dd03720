namespace Kube2Haproxy.Core.Cluster;

/// <summary>A Service that claims something. The least has it: the older, and of those as old the first by name.</summary>
internal readonly record struct Claimant(DateTimeOffset CreatedAt, NamespacedName Name) : IComparable<Claimant>
{
    public static Claimant Of(Service service) => new(service.CreatedAt, service.Name);

    /// <inheritdoc/>
    public int CompareTo(Claimant other)
    {
        var byAge = CreatedAt.CompareTo(other.CreatedAt);
        return byAge != 0 ? byAge : Name.CompareTo(other.Name);
    }
}
