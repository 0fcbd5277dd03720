namespace Kube2Haproxy.EndToEndTests.Load;

/// <summary>Clients that ask all the time, beside the test.</summary>
internal sealed class RunningClients : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public LoadResults Results { get; } = new();

    /// <summary>Starts one more.</summary>
    public void Start(string name, Func<IReadOnlyList<LoadTarget>> targets, string path, int most)
    {
        var client = new LoadClient(name, targets, path, most, Results);
        _running = Task.WhenAll(_running, Task.Run(() => client.RunAsync(_stop.Token)));
    }

    /// <summary>The requests that are under way are waited for.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }
}
