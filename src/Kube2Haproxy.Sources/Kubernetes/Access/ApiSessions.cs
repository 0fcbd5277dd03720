using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>The session of the moment: made anew when what it was made of has changed, or is refused.</summary>
internal sealed class ApiSessions(AccessReader reader, TimeProvider time, ILogger logger) : IDisposable
{
    // Guards what follows: the reflectors share it, and only one of them may renew it. Reading an access may take a plugin's time.
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ApiSession? _session;
    private string _complaint = "";

    /// <summary>Enters a session; the caller disposes it.</summary>
    /// <param name="refused">The one that the API server does not accept; null where there is none.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="AccessException">There is no access, or no other than the refused one.</exception>
    public async Task<ApiSession> EnterAsync(ApiSession? refused, CancellationToken stop)
    {
        await _gate.WaitAsync(stop);
        try
        {
            if (_session is null || _session == refused || _session.IsStale(time.GetUtcNow()))
                _session = await RenewAsync(isNeeded: _session is null || _session == refused, stop) ?? _session;

            _session!.Enter();
            return _session;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
        _gate.Dispose();
    }

    private async Task<ApiSession> MakeAsync(CancellationToken stop)
    {
        try
        {
            return new ApiSession(await reader.ReadAsync(stop), time);
        }
        catch (Exception failure) when (failure is not (AccessException or OperationCanceledException))
        {
            // The operator's text goes through libraries of others. What they throw nobody can list, and its message may quote a secret.
            throw new AccessException(
                $"The access to the API server cannot be made ({failure.GetType().Name}). Check paths, certificates and keys in the kubeconfig.");
        }
    }

    /// <summary>Null where the one that there is must go on.</summary>
    private async Task<ApiSession?> RenewAsync(bool isNeeded, CancellationToken stop)
    {
        try
        {
            var renewed = await MakeAsync(stop);
            _session?.Dispose();
            _complaint = "";
            return renewed;
        }
        catch (AccessException failure) when (!isNeeded)
        {
            // What works is not taken away: somebody may be in the middle of a change.
            if (_complaint != failure.Message)
                logger.AccessNotRenewed(failure.Message);

            _complaint = failure.Message;
            return null;
        }
    }
}
