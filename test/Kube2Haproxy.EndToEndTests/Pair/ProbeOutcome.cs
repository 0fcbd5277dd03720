using System.Net;

namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>What became of one request.</summary>
/// <param name="Target">Who was asked.</param>
/// <param name="Started">When, as a timestamp of the system's <see cref="TimeProvider"/>.</param>
/// <param name="Took">Until it was over.</param>
/// <param name="Failure">Why there was no good answer; null where there was one.</param>
internal sealed record ProbeOutcome(IPEndPoint Target, long Started, TimeSpan Took, string? Failure)
{
    /// <summary>Many times what an answer takes.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromMilliseconds(200);

    /// <summary>Answered, and not after a part of an outage: what takes longer counts for the gap, and is no failed request.</summary>
    public bool IsPrompt => Failure is null && Took <= Prompt;
}
