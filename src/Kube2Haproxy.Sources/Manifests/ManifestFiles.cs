using Kube2Haproxy.Core.Cluster;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube2Haproxy.Sources.Manifests;

/// <summary>A directory of manifests that is read once, for commands.</summary>
public static class ManifestFiles
{
    /// <summary>The extensions of files that hold manifests.</summary>
    public static IReadOnlyList<string> Extensions => DirectoryFingerprint.Extensions;

    /// <summary>The same that the source hands on first. Without a manifest the cluster is empty.</summary>
    /// <param name="directory">Its path.</param>
    /// <param name="others">Names of files in it that are no manifests, whatever their extension.</param>
    /// <exception cref="IOException">The directory is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static (IReadOnlyList<ClusterDelta> Cluster, IReadOnlyList<string> Faults) Read(string directory, params IReadOnlyList<string> others)
    {
        var scan = new ManifestDirectory(directory, NullLogger.Instance, others).Scan(fingerprint: null)
            ?? throw new InvalidOperationException("A scan without a fingerprint is never given up.");
        return (ManifestDeltas.All(scan), [.. scan.Refused.Select(refused => refused.Complaint)]);
    }
}
