using System.Net;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>A part of a Service that is not served, and why: all of it, an address, a port, or a port at one address.</summary>
/// <param name="Service">The Service.</param>
/// <param name="Address">The address; null where it is every one.</param>
/// <param name="Port">1 to 65535; null where it is every port.</param>
/// <param name="Reason">Of which kind the explanation is, for counting.</param>
/// <param name="Explanation">Sentences for the operator: what was found, and what would be right.</param>
public sealed record SkippedPart(NamespacedName Service, IPAddress? Address, int? Port, SkipReason Reason, string Explanation)
{
    /// <summary>What it is in words: <c>shop/web</c>, <c>shop/web port 80</c>, <c>shop/web at 10.0.0.1 port 80</c>.</summary>
    public string What => $"{Service}{(Address is null ? "" : $" at {Address}")}{(Port is null ? "" : $" port {Port}")}";
}
