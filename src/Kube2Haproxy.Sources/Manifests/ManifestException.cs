namespace Kube2Haproxy.Sources.Manifests;

/// <summary>A manifest cannot be used.</summary>
/// <param name="line">From 1; 0 where it is the whole file.</param>
/// <param name="problem">What was found, and what would be right; without the place.</param>
internal sealed class ManifestException(long line, string problem) : Exception(problem)
{
    /// <summary>From 1; 0 where it is the whole file.</summary>
    public long Line { get; } = line;
}
