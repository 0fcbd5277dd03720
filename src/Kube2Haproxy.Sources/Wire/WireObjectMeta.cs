namespace Kube2Haproxy.Sources.Wire;

/// <summary>meta/v1 ObjectMeta.</summary>
internal sealed record WireObjectMeta
{
    public string? Name { get; init; }

    /// <summary>Manifests may leave it out.</summary>
    public string? Namespace { get; init; }

    public string? ResourceVersion { get; init; }

    public DateTimeOffset? CreationTimestamp { get; init; }

    public Dictionary<string, string?>? Labels { get; init; }

    public Dictionary<string, string?>? Annotations { get; init; }
}
