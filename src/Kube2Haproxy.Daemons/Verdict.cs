using Kube2Haproxy.Daemons.Quarantine;

namespace Kube2Haproxy.Daemons;

/// <summary>What a daemon said to one step.</summary>
internal abstract record Verdict
{
    /// <summary>It is as wanted.</summary>
    public sealed record Good : Verdict;

    /// <summary>The configuration is wrong: trying the same text again soon is no use.</summary>
    /// <param name="Complaint">The daemon's own words.</param>
    public sealed record Refused(string Complaint) : Verdict
    {
        /// <summary>The same, taken apart; empty where nothing in it says what is wrong. Never compared: a list.</summary>
        public IReadOnlyList<Alert> Alerts { get; init; } = [];

        /// <summary>Nothing is wrong in it, but there is nothing to do, or it is too much as a whole: no Service is to blame.</summary>
        public bool IsIdle { get; init; }
    }

    /// <summary>Nobody is there to take it; the daemon will read its file when it starts.</summary>
    /// <param name="Why">What was found, and the remedy.</param>
    public sealed record NotRunning(string Why) : Verdict;

    /// <summary>It went wrong for another reason than the configuration; worth trying again.</summary>
    /// <param name="Why">What was found, and the remedy.</param>
    public sealed record Failed(string Why) : Verdict
    {
        /// <summary>
        /// The daemon itself has tried to load it and could not: another text may do. False where nobody knows that it has, as where it is out of
        /// reach or gives no answer in time.
        /// </summary>
        public bool IsOfFile { get; init; }

        /// <summary>It has even ended of it, and will again. Never without <see cref="IsOfFile"/>.</summary>
        public bool HasEnded { get; init; }

        /// <summary>
        /// Its complaints about the file; empty where it does not tell, null where nobody knows that it has any, as after a reload script.
        /// Never compared: a list.
        /// </summary>
        public IReadOnlyList<Alert>? Alerts { get; init; }
    }
}
