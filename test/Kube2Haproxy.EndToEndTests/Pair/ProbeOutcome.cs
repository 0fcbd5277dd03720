using System.Net;

namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>What became of one request.</summary>
/// <param name="Target">Who was asked.</param>
/// <param name="Started">When, as a timestamp of the system's <see cref="TimeProvider"/>.</param>
/// <param name="Failure">Why there was no good answer; null where there was one.</param>
internal sealed record ProbeOutcome(IPEndPoint Target, long Started, string? Failure);
