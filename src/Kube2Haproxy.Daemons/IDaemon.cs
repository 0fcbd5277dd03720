namespace Kube2Haproxy.Daemons;

/// <summary>HAProxy or Keepalived, as the loop that applies configurations steers it.</summary>
internal interface IDaemon
{
    /// <summary>As metrics and messages name it.</summary>
    string Name { get; }

    /// <summary>Whether it runs.</summary>
    Task<Verdict> FindAsync(CancellationToken cancellationToken);

    /// <summary>Asks the daemon's own program whether it would take this file. Changes nothing.</summary>
    Task<Verdict> ValidateAsync(string candidatePath, CancellationToken cancellationToken);

    /// <summary>Makes the running daemon read its file, and waits until it is seen to have done so.</summary>
    /// <remarks>Has a time limit of its own: a reload must not be left half done.</remarks>
    Task<Verdict> ReloadAsync();
}
