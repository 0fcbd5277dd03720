namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>What a reflector does next.</summary>
/// <param name="List">A full list; else a watch from where the last one ended.</param>
/// <param name="Wait">Before it.</param>
internal readonly record struct ReflectorStep(bool List, TimeSpan Wait);
