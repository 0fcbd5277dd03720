namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>Ends one test that waits for what never comes, so that it fails and does not hang the run. No test comes near it.</summary>
internal sealed class TestLimit : IDisposable
{
    private readonly CancellationTokenSource _over = new(TimeSpan.FromMinutes(1), TimeProvider.System);
    private readonly CancellationTokenSource _either;

    public TestLimit() =>
        _either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, TestContext.Current.CancellationToken);

    public CancellationToken Token => _either.Token;

    public void Dispose()
    {
        _either.Dispose();
        _over.Dispose();
    }
}
