namespace Kube2Haproxy.Sources.Wire;

/// <summary>meta/v1 ObjectMeta of a Service.</summary>
internal sealed record WireServiceMeta : WireObjectMeta
{
    public DateTimeOffset? CreationTimestamp { get; set; }

    public Dictionary<string, string?>? Labels { get; set; }

    public Dictionary<string, string?>? Annotations { get; set; }
}
