namespace Kube2Haproxy.TestSupport;

/// <summary>Waits for conditions.</summary>
public static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns as soon as it holds.</summary>
    /// <exception cref="TimeoutException">It did not hold within 30 s; the message says what was waited for, and what was found.</exception>
    public static Task UntilAsync(
        Func<bool> condition, string what, Func<string>? found = null, CancellationToken cancellationToken = default) =>
        UntilAsync(() => Task.FromResult(condition()), what, found, cancellationToken);

    /// <summary>Returns as soon as it holds.</summary>
    /// <exception cref="TimeoutException">It did not hold within 30 s; the message says what was waited for, and what was found.</exception>
    public static Task UntilAsync(
        Func<Task<bool>> condition, string what, Func<string>? found = null, CancellationToken cancellationToken = default) =>
        UntilAsync(condition, what, found, Limit, cancellationToken);

    /// <summary>Returns as soon as it holds; for what takes longer by its nature.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="TimeoutException">It did not hold within the limit; the message says what was waited for, and what was found.</exception>
    public static async Task<TimeSpan> UntilAsync(
        Func<Task<bool>> condition, string what, Func<string>? found, TimeSpan limit, CancellationToken cancellationToken = default)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
                throw new TimeoutException($"Waited {limit.TotalSeconds:0} s in vain until {what}. {found?.Invoke()}");

            await Task.Delay(BetweenLooks, TimeProvider.System, cancellationToken);
        }

        return TimeProvider.System.GetElapsedTime(started);
    }
}
