namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>What the operator gave leads to no API server.</summary>
/// <param name="message">Whole sentences: where, what was found, what would be right. Never a secret.</param>
internal sealed class AccessException(string message) : Exception(message);
