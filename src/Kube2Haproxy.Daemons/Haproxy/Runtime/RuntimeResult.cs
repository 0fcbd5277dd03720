namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>How a pass over the stats socket ended.</summary>
internal abstract record RuntimeResult
{
    /// <summary>All of it happened and was seen.</summary>
    /// <param name="Pid">The worker's: another one than last time has read the file since, and knows no change made before.</param>
    public sealed record Done(int Pid) : RuntimeResult;

    /// <summary>What the worker has now is not known: only a reload makes it certain.</summary>
    /// <param name="Words">What was asked and what was found.</param>
    public sealed record Surprise(string Words) : RuntimeResult;

    /// <summary>Nobody could be asked, so nothing was sent after this was found.</summary>
    /// <param name="Words">What was found, and the remedy.</param>
    public sealed record NotThere(string Words) : RuntimeResult;
}
