namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>How a pass over the stats socket ended.</summary>
internal abstract record RuntimeResult
{
    /// <summary>All of it happened and was seen.</summary>
    /// <param name="Worker">Another one than last time has read the file since, and knows no change made before.</param>
    public sealed record Done(WorkerIdentity Worker) : RuntimeResult;

    /// <summary>It is not known to have happened.</summary>
    /// <param name="Words">What was found.</param>
    public abstract record Failure(string Words) : RuntimeResult;

    /// <summary>Another worker answers, or none that stays: somebody has reloaded or restarted HAProxy, or does now. What was sent is lost.</summary>
    /// <param name="Words">Who was expected and who was found.</param>
    public sealed record Replaced(string Words) : Failure(Words);

    /// <summary>What the worker has now is not known: only a reload makes it certain.</summary>
    /// <param name="Words">What was asked and what was found.</param>
    public sealed record Surprise(string Words) : Failure(Words);

    /// <summary>Nobody could be asked, so nothing was sent after this was found.</summary>
    /// <param name="Words">What was found, and the remedy.</param>
    public sealed record NotThere(string Words) : Failure(Words);
}
