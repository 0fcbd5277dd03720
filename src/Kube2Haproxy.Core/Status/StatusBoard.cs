namespace Kube2Haproxy.Core.Status;

/// <summary>All that the endpoints show. Each entry has one loop that writes it.</summary>
public sealed class StatusBoard
{
    /// <summary>Written by the pause service.</summary>
    public Published<PauseStatus> Pause { get; } = new(PauseStatus.Starting);

    /// <summary>Written by the watch service.</summary>
    public Published<SourceStatus> Source { get; } = new(SourceStatus.Starting);

    /// <summary>Written by the render service.</summary>
    public Published<ClusterStatus> Cluster { get; } = new(ClusterStatus.Starting);

    /// <summary>Written by the service that writes addresses to the cluster.</summary>
    public Published<AssignmentStatus> Assignments { get; } = new(AssignmentStatus.Good);

    /// <summary>Written by the service that applies HAProxy's configuration.</summary>
    public Published<DaemonStatus> Haproxy { get; } = new(DaemonStatus.Starting);

    /// <summary>Written by the service that applies Keepalived's configuration.</summary>
    public Published<DaemonStatus> Keepalived { get; } = new(DaemonStatus.Starting);

    /// <summary>Written by the VRRP state service.</summary>
    public Published<VrrpStatus> Vrrp { get; } = new(VrrpStatus.Starting);
}
