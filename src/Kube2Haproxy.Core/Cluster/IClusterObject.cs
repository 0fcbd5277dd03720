namespace Kube2Haproxy.Core.Cluster;

/// <summary>What the cluster store keeps by name: a <see cref="Service"/> or a <see cref="ServiceEndpoints"/>.</summary>
public interface IClusterObject
{
    /// <summary>Unique among the objects of one type.</summary>
    NamespacedName Name { get; }
}
