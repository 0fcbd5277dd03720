using System.Security.Authentication;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>The server's certificate is not one that we trust.</summary>
/// <param name="message">Whole sentences: what was found, what would be right.</param>
internal sealed class UntrustedServerException(string message) : AuthenticationException(message);
