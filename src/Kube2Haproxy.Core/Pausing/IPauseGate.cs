namespace Kube2Haproxy.Core.Pausing;

/// <summary>
/// Whatever changes a daemon, its files or the cluster begins here: while an operator's pause is there, nothing does. What has begun is
/// finished.
/// </summary>
public interface IPauseGate
{
    /// <summary>Begins one step, in which nothing is waited for that may take long without need: whoever pauses waits for its end.</summary>
    /// <returns>Its end is the disposal; null where there is a pause.</returns>
    IDisposable? TryBegin();

    /// <summary>Returns when there is no pause, at once where there is none.</summary>
    Task WaitWhilePausedAsync(CancellationToken cancellationToken);

    /// <summary>Begins one step as soon as there is no pause. What is to be done may be something else by then.</summary>
    /// <returns>Its end is the disposal.</returns>
    async Task<IDisposable> BeginAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitWhilePausedAsync(cancellationToken).ConfigureAwait(false);
            if (TryBegin() is { } begun)
                return begun;
        }
    }
}
