namespace Kube2Haproxy.Core.Status;

/// <summary>This node's role in VRRP.</summary>
/// <param name="State">As last told.</param>
/// <param name="Since">When it was told; null while nobody has.</param>
public sealed record VrrpStatus(VrrpState State, DateTimeOffset? Since)
{
    /// <summary>Before anybody has told.</summary>
    public static VrrpStatus Starting { get; } = new(VrrpState.Unknown, null);
}
