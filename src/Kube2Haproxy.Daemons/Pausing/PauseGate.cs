using Kube2Haproxy.Core.Pausing;

namespace Kube2Haproxy.Daemons.Pausing;

/// <summary>Looks at the file itself, each time: nothing begins once it is there, whoever has noticed it by then.</summary>
internal sealed class PauseGate(PauseFile file, TimeProvider time) : IPauseGate
{
    /// <summary>A file system watch loses events, and cannot watch a directory that is not there yet. A look takes microseconds.</summary>
    public static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private int _begun;

    /// <summary>Of all that has begun nothing is unfinished. Who has seen the file before can be sure that it stays so.</summary>
    public bool IsIdle => Volatile.Read(ref _begun) == 0;

    public IDisposable? TryBegin()
    {
        // In this order, and the other way round in IsIdle: one of the two sees the other.
        Interlocked.Increment(ref _begun);
        if (!file.Exists)
            return new Step(this);

        End();
        return null;
    }

    public async Task WaitWhilePausedAsync(CancellationToken cancellationToken)
    {
        while (file.Exists)
            await Task.Delay(BetweenLooks, time, cancellationToken);
    }

    private void End() => Interlocked.Decrement(ref _begun);

    private sealed class Step(PauseGate gate) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
                gate.End();
        }
    }
}
