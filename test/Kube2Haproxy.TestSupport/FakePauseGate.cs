using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Core.Status;

namespace Kube2Haproxy.TestSupport;

/// <summary>A gate that the test opens and shuts.</summary>
public sealed class FakePauseGate : IPauseGate
{
    private readonly Published<string> _state = new("open");
    private int _waiting;
    private int _begun;
    private int _ended;

    /// <summary>Shuts it, or opens it again.</summary>
    public bool IsPaused
    {
        get => _state.Value == "shut";
        set => _state.Value = value ? "shut" : "open";
    }

    /// <summary>How many wait for the pause to end.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>How many steps have begun.</summary>
    public int Begun => Volatile.Read(ref _begun);

    /// <summary>How many of them are at their end.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <inheritdoc/>
    public IDisposable? TryBegin()
    {
        if (IsPaused)
            return null;

        Interlocked.Increment(ref _begun);
        return new Step(this);
    }

    /// <inheritdoc/>
    public async Task WaitWhilePausedAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _state.UntilAsync(static state => state == "open", cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private sealed class Step(FakePauseGate gate) : IDisposable
    {
        public void Dispose() => Interlocked.Increment(ref gate._ended);
    }
}
