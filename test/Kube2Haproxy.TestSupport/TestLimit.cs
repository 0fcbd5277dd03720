namespace Kube2Haproxy.TestSupport;

/// <summary>Ends one test that waits for what never comes, so that it fails and does not hang the run. No test comes near it.</summary>
public sealed class TestLimit : IDisposable
{
    private readonly CancellationTokenSource _over = new(TimeSpan.FromMinutes(1), TimeProvider.System);

    /// <summary>Cancelled after a minute.</summary>
    public CancellationToken Token => _over.Token;

    /// <inheritdoc/>
    public void Dispose() => _over.Dispose();
}
