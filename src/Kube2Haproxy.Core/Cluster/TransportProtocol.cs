namespace Kube2Haproxy.Core.Cluster;

/// <summary>The protocols that a Service's port can have (core/v1 <c>ServicePort.protocol</c>).</summary>
public enum TransportProtocol
{
    /// <summary>The only one that HAProxy forwards.</summary>
    Tcp,

    /// <summary>Skipped and counted.</summary>
    Udp,

    /// <summary>Skipped and counted.</summary>
    Sctp,
}
