namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Of section <c>Keepalived</c> what decides which node writes to the cluster.</summary>
internal sealed class AssignmentOptions
{
    /// <summary>Where Keepalived moves the addresses, only the VRRP MASTER writes; else every node does, each the same.</summary>
    public bool Enabled { get; set; } = true;
}
