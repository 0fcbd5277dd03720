namespace Kube2Haproxy.Core.Status;

/// <summary>An immutable snapshot that one loop replaces and anybody reads, by reference and without a lock.</summary>
/// <typeparam name="T">An immutable type.</typeparam>
public sealed class Published<T>(T first)
    where T : class
{
    private volatile T _value = first;
    private TaskCompletionSource _replaced = Signal();

    /// <summary>The newest snapshot. Written by one loop only.</summary>
    public T Value
    {
        get => _value;
        set
        {
            _value = value;
            Interlocked.Exchange(ref _replaced, Signal()).SetResult();
        }
    }

    /// <summary>Waits for a snapshot of which this holds; the present one counts. One that is replaced at once may go unseen.</summary>
    /// <param name="holds">Asked of each snapshot that is seen.</param>
    /// <param name="stop">Ends the waiting with an <see cref="OperationCanceledException"/>.</param>
    public async Task<T> UntilAsync(Predicate<T> holds, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(holds);
        while (true)
        {
            // In this order: what replaces the value after it was looked at is signalled.
            var replaced = Volatile.Read(ref _replaced).Task;
            var value = Value;
            if (holds(value))
                return value;

            await replaced.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
