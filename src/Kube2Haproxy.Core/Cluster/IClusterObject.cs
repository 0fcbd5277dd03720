namespace Kube2Haproxy.Core.Cluster;

/// <summary>What the store keeps by name: a <see cref="Service"/>, a <see cref="ServiceEndpoints"/> or a <see cref="Node"/>.</summary>
public interface IClusterObject
{
    /// <summary>Unique among the objects of one type.</summary>
    NamespacedName Name { get; }
}
