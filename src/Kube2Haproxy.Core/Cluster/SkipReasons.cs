namespace Kube2Haproxy.Core.Cluster;

/// <summary>What the reasons have in common.</summary>
public static class SkipReasons
{
    /// <summary>
    /// Whether the Service is as its owner wants it, and nobody expects it to be served: a cluster has thousands of headless Services and
    /// of UDP ports. The others are worth a warning.
    /// </summary>
    public static bool IsUsual(this SkipReason reason) => reason
        is SkipReason.NotExposed or SkipReason.ExternalName or SkipReason.Headless or SkipReason.NoPorts
        or SkipReason.NoNodePort or SkipReason.NoAddress or SkipReason.OtherClass or SkipReason.Protocol;
}
