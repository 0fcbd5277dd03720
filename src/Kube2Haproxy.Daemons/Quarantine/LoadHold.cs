namespace Kube2Haproxy.Daemons.Quarantine;

/// <summary>How long a text that the daemon could not load is not tried again.</summary>
internal static class LoadHold
{
    /// <summary>Each try to load it may keep HAProxy from listening for two seconds, so that it is tried less often the longer it fails.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(16);

    /// <summary>Each try ends the connections of all clients; but it may have been ended by somebody else at that moment.</summary>
    private static readonly TimeSpan AfterEnd = TimeSpan.FromDays(1);

    /// <param name="failed">What came of the last try.</param>
    /// <param name="last">How long it was held before that; null where it was the first try.</param>
    public static TimeSpan After(Verdict.Failed failed, TimeSpan? last) => failed.HasEnded ? AfterEnd : Longer(last);

    /// <summary>Twice the last one, up to the longest.</summary>
    public static TimeSpan Longer(TimeSpan? last) => last is not { } hold ? RefusedTexts.Hold : 2 * hold < Longest ? 2 * hold : Longest;
}
