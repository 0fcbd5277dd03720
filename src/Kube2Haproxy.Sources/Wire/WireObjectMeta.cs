namespace Kube2Haproxy.Sources.Wire;

/// <summary>meta/v1 ObjectMeta.</summary>
internal sealed record WireObjectMeta
{
    public string? Name { get; init; }

    /// <summary>Manifests may leave it out.</summary>
    public string? Namespace { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public DateTimeOffset? CreationTimestamp { get; init; }

    public Dictionary<string, string?>? Labels { get; init; }

    public Dictionary<string, string?>? Annotations { get; init; }

    public List<OwnerReference?>? OwnerReferences { get; init; }

    /// <summary>meta/v1 OwnerReference.</summary>
    internal sealed record OwnerReference
    {
        public string? ApiVersion { get; init; }

        public string? Kind { get; init; }

        public string? Uid { get; init; }
    }
}
