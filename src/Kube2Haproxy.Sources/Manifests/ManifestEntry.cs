namespace Kube2Haproxy.Sources.Manifests;

/// <summary>An object and where it comes from.</summary>
/// <param name="Object">The object.</param>
/// <param name="File">The file's name.</param>
/// <param name="WrittenAt">When the file was written.</param>
internal sealed record ManifestEntry(ManifestObject Object, string File, DateTimeOffset WrittenAt);
