using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Core.Status;

/// <summary>What is rendered of the cluster.</summary>
/// <param name="View">What is exposed, and what is not, and why. Never changed: it is shown as it is, without a copy.</param>
/// <param name="Fault">Why a template gives no configuration, with the remedy; null while all do. The last good one stays in force.</param>
public sealed record ClusterStatus(ClusterView View, string? Fault)
{
    /// <summary>Services that are exposed.</summary>
    public int Services => View.Services.Count;

    /// <summary>Servers over all their backends.</summary>
    public int Endpoints => View.Services.Sum(static service => service.Ports.Sum(static port => port.Servers.Count));

    /// <summary>Before the first rendering.</summary>
    public static ClusterStatus Starting { get; } = new(new ClusterView([], [], []), null);

    /// <summary>Nothing has been rendered yet. Not a matter of value: that of an empty cluster is equal.</summary>
    public bool IsStarting => ReferenceEquals(this, Starting);
}
