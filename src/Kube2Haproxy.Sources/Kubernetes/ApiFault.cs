namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>A request to the API that failed.</summary>
/// <param name="Kind">What failed.</param>
/// <param name="Explanation">For the operator: where, what was found, what would be right.</param>
/// <param name="RetryAfter">How long the API server wants us to wait; null where it does not say.</param>
internal sealed record ApiFault(ApiFaultKind Kind, string Explanation, TimeSpan? RetryAfter = null);
