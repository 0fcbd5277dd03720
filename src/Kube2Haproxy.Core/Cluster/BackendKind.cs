namespace Kube2Haproxy.Core.Cluster;

/// <summary>What the servers of a Service are. The names are values of the setting <c>Services:Backends</c>.</summary>
public enum BackendKind
{
    /// <summary>Its endpoints, at their own addresses.</summary>
    Pod,

    /// <summary>The cluster's nodes, at the node port of the Service's port.</summary>
    NodePort,
}
