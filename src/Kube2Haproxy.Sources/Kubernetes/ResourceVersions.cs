using System.Globalization;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Order of resourceVersions. They are opaque, but etcd's revisions in every API server that there is.</summary>
internal static class ResourceVersions
{
    /// <summary>False where one of them is no number: then nothing can be said.</summary>
    public static bool IsBefore(string version, string other) =>
        ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var left)
        && ulong.TryParse(other, NumberStyles.None, CultureInfo.InvariantCulture, out var right)
        && left < right;
}
