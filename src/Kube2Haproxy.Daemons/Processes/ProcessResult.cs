namespace Kube2Haproxy.Daemons.Processes;

/// <summary>How a program ended.</summary>
internal abstract record ProcessResult
{
    /// <summary>By itself.</summary>
    /// <param name="Code">128 + N where signal N ended it.</param>
    /// <param name="Output">What it printed, without the last line end.</param>
    public sealed record Exited(int Code, string Output) : ProcessResult;

    /// <summary>It was killed at its limit.</summary>
    public sealed record TimedOut(TimeSpan Limit) : ProcessResult;

    /// <summary>The operating system could not start it.</summary>
    /// <param name="Why">The operating system's words.</param>
    public sealed record NotStarted(string Why) : ProcessResult;
}
