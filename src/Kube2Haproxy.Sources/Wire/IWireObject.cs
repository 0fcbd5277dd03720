namespace Kube2Haproxy.Sources.Wire;

/// <summary>A Kubernetes object as it comes in JSON: trimmed to what is read, any member may be null.</summary>
/// <remarks>
/// Wire types have setters: for members that can only be initialized the generated reader collects all values of an object, boxed, in an
/// array, which doubles what reading an EndpointSlice allocates.
/// </remarks>
internal interface IWireObject
{
    WireObjectMeta? Metadata { get; }

    /// <summary>When the cluster changed, so that the object had to; null where it does not say.</summary>
    DateTimeOffset? ChangedAt => null;
}
