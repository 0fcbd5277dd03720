namespace Kube2Haproxy.Daemons.Pacing;

/// <summary>When something is to be tried again, and whether anything may be tried before.</summary>
internal sealed class Retry(TimeProvider time)
{
    private long _since;
    private TimeSpan? _wait;
    private Verdict? _last;

    /// <summary>How long until then; zero where it is due, null where nothing is to be tried again.</summary>
    public TimeSpan? Left => _wait is { } wait ? wait > time.GetElapsedTime(_since) ? wait - time.GetElapsedTime(_since) : TimeSpan.Zero : null;

    /// <summary>Whether the time has come.</summary>
    public bool IsDue => Left == TimeSpan.Zero;

    /// <summary>
    /// Whether a reload must wait until then: what failed once fails again soon, whatever it is to load, and does harm each time. What was
    /// refused did none, so something newer may be better.
    /// </summary>
    public bool IsHeld => _last switch
    {
        null or Verdict.Good => false,
        Verdict.Refused when HasNewer => false,
        _ => Left > TimeSpan.Zero,
    };

    /// <summary>Whether something newer is wanted since the last try.</summary>
    public bool HasNewer { get; set; }

    /// <summary>After a try.</summary>
    /// <param name="verdict">How it ended.</param>
    /// <param name="wait">Before the next one; null where none is needed.</param>
    public void Set(Verdict verdict, TimeSpan? wait) => (_last, _wait, _since, HasNewer) = (verdict, wait, time.GetTimestamp(), false);
}
