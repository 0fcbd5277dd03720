using Polly;

namespace Kube2Haproxy.Daemons.Pacing;

/// <summary>A turn at the pace of reloads, which nobody need stand still for.</summary>
internal sealed class ReloadTurn : IAsyncDisposable
{
    private readonly TaskCompletionSource _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _givenUp = new();
    private readonly Task _turn;

    /// <summary>Asks for it.</summary>
    /// <param name="pipeline">With the pace.</param>
    public ReloadTurn(ResiliencePipeline pipeline) => _turn = pipeline.ExecuteAsync(
        async _ =>
        {
            _granted.SetResult();
            await _ended.Task;
        },
        _givenUp.Token).AsTask();

    /// <summary>Completes when it has come.</summary>
    public Task Granted => _granted.Task;

    /// <summary>Gives it back, used or not, and waits until the next one can be asked for.</summary>
    public async ValueTask DisposeAsync()
    {
        _ended.TrySetResult();
        await _givenUp.CancelAsync();
        await _turn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _givenUp.Dispose();
    }
}
