using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons;

namespace Kube2Haproxy.IntegrationTests.Daemons.Live;

/// <summary>Counts what is asked of a daemon.</summary>
internal sealed class CountingDaemon(IDaemon daemon) : IDaemon
{
    private int _reloads;
    private int _looks;

    /// <summary>Begun.</summary>
    public int Reloads => Volatile.Read(ref _reloads);

    /// <summary>Ended.</summary>
    public int Looks => Volatile.Read(ref _looks);

    public string Name => daemon.Name;

    public Task<LiveStep> FindAsync(Evidence evidence, CancellationToken cancellationToken) => daemon.FindAsync(evidence, cancellationToken);

    public Task<LiveStep> ChangeAsync(IReadOnlyList<Fragment> running, IReadOnlyList<Fragment> wanted) => daemon.ChangeAsync(running, wanted);

    public async Task<LiveStep> LookAsync(IReadOnlyList<Fragment> running, bool isFileChanged)
    {
        var step = await daemon.LookAsync(running, isFileChanged);
        Interlocked.Increment(ref _looks);
        return step;
    }

    public Task<Verdict> ValidateAsync(string candidatePath, CancellationToken cancellationToken) =>
        daemon.ValidateAsync(candidatePath, cancellationToken);

    public Task<Verdict> ReloadAsync()
    {
        Interlocked.Increment(ref _reloads);
        return daemon.ReloadAsync();
    }
}
