namespace Kube2Haproxy.Core.Status;

/// <summary>This node's role in one VRRP instance.</summary>
/// <param name="Name">As Keepalived's file has it.</param>
/// <param name="State">Now.</param>
/// <param name="Since">When it was first seen so; null while nobody has told.</param>
public sealed record VrrpInstanceStatus(string Name, VrrpState State, DateTimeOffset? Since);
