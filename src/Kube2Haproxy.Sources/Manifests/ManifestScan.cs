using Kube2Haproxy.Core.Status;

namespace Kube2Haproxy.Sources.Manifests;

/// <summary>What a directory of manifests holds now. Never compared: it holds lists.</summary>
/// <param name="Entries">Each object once.</param>
/// <param name="Refused">What could not be used, each with its place and what would be right.</param>
internal sealed record ManifestScan(IReadOnlyList<ManifestEntry> Entries, IReadOnlyList<RefusedObject> Refused);
