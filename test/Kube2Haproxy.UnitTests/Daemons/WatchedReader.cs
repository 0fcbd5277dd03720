using System.Threading.Channels;

namespace Kube2Haproxy.UnitTests.Daemons;

/// <summary>Knows whether its reader has dealt with all that it has read.</summary>
internal sealed class WatchedReader<T>(ChannelReader<T> inner) : ChannelReader<T>
{
    private volatile bool _isAtWork = true;
    private volatile int _waits;

    /// <summary>How often it has begun to wait for more.</summary>
    public int Waits => _waits;

    /// <summary>Nothing is left to read, and it has asked for more since the last one.</summary>
    public bool IsAwaited => inner.Count == 0 && !_isAtWork;

    public override bool TryRead(out T item)
    {
        // Before it is gone from the channel. Who finds nothing has not begun anything.
        var before = _isAtWork;
        _isAtWork = true;
        var read = inner.TryRead(out item!);
        _isAtWork = read || before;
        return read;
    }

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        _isAtWork = inner.Count > 0;
        _waits++;
        return inner.WaitToReadAsync(cancellationToken);
    }
}
