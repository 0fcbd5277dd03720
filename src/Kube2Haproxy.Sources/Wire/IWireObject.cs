namespace Kube2Haproxy.Sources.Wire;

/// <summary>A Kubernetes object as it comes in JSON: trimmed to what is read, any member may be null.</summary>
internal interface IWireObject
{
    WireObjectMeta? Metadata { get; }
}
