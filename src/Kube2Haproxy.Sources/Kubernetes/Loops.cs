namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Runs loops of which none ends by itself.</summary>
internal static class Loops
{
    /// <summary>
    /// Returns when all have ended: the first that does takes the others with it, and its exception is what the caller sees.
    /// </summary>
    public static async Task RunAsync(IReadOnlyList<Func<CancellationToken, Task>> loops, CancellationToken stop)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] running = [.. loops.Select(loop => loop(all.Token))];

        var ended = await Task.WhenAny(running);
        await all.CancelAsync();
        await Task.WhenAll(running).ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await ended;
    }
}
