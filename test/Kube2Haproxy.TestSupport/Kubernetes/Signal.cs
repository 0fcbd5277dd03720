namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>Wakes all who wait for a condition whenever something changed that it may depend on.</summary>
internal sealed class Signal
{
    private volatile TaskCompletionSource _next = New();

    public void Raise() => Interlocked.Exchange(ref _next, New()).SetResult();

    public async Task WaitForAsync(Func<bool> condition, CancellationToken token)
    {
        while (true)
        {
            // Taken before the condition is read: a change in between is not missed.
            var next = _next.Task;
            if (condition())
                return;

            await next.WaitAsync(token);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
