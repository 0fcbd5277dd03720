using System.Net;

namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>How long nobody answered.</summary>
internal static class Gaps
{
    /// <summary>
    /// The longest time from the last request that was answered promptly to the next one, both at their start, with others between; zero without
    /// any. Others at an end of the outcomes make it endless.
    /// </summary>
    public static TimeSpan Longest(IEnumerable<ProbeOutcome> outcomes, IPEndPoint target)
    {
        var longest = TimeSpan.Zero;
        long? answered = null;
        var failed = false;
        foreach (var outcome in outcomes.Where(outcome => outcome.Target.Equals(target)).OrderBy(static outcome => outcome.Started))
        {
            if (!outcome.IsPrompt)
            {
                failed = true;
                continue;
            }

            if (failed)
            {
                if (answered is not { } before)
                    return TimeSpan.MaxValue;

                var gap = TimeProvider.System.GetElapsedTime(before, outcome.Started);
                longest = gap > longest ? gap : longest;
            }

            (answered, failed) = (outcome.Started, false);
        }

        return failed ? TimeSpan.MaxValue : longest;
    }
}
