using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Daemons;

/// <summary>HAProxy or Keepalived, as the loop that applies configurations steers it.</summary>
internal interface IDaemon
{
    /// <summary>As metrics and messages name it.</summary>
    string Name { get; }

    /// <summary>What it runs, where it was not brought to it by this process, or somebody else has reloaded or restarted it.</summary>
    /// <param name="evidence">What is known without asking it.</param>
    /// <param name="cancellationToken">Ends the questions, but no commands.</param>
    /// <returns>It runs the file, or what it was known to run, perhaps after commands that mended it; or a reload is needed.</returns>
    Task<LiveStep> FindAsync(Evidence evidence, CancellationToken cancellationToken);

    /// <summary>Brings it from what it runs as near to what is wanted as it can without a reload.</summary>
    Task<LiveStep> ChangeAsync(IReadOnlyList<Fragment> running, IReadOnlyList<Fragment> wanted);

    /// <summary>
    /// What is wrong with the node around it, or with what came of its configuration, with the remedy; null where nothing is. It runs what it
    /// must all the same. As of the last time that it was found, looked at or reloaded.
    /// </summary>
    string? Fault => null;

    /// <summary>From one look to the next. What somebody else has done to the daemon is seen within two seconds.</summary>
    TimeSpan BetweenLooks => TimeSpan.FromSeconds(1);

    /// <summary>Whether it still runs that, or a part of that, in turn.</summary>
    /// <param name="running">What it was known to run.</param>
    /// <param name="isFileChanged">Somebody else has changed its file since the last time, and may have made it read that.</param>
    Task<LiveStep> LookAsync(IReadOnlyList<Fragment> running, bool isFileChanged);

    /// <summary>What of a configuration is the same on all nodes where they have the same cluster, in an order of its own: what the Services give.</summary>
    IEnumerable<string> Common(IReadOnlyList<Fragment> running) =>
        running.Where(static fragment => fragment.Service is not null).Select(static fragment => $"{fragment.Service} {fragment.Text}");

    /// <summary>Asks the daemon's own program whether it would take this file. Changes nothing.</summary>
    Task<Verdict> ValidateAsync(string candidatePath, CancellationToken cancellationToken);

    /// <summary>Makes the running daemon read its file, and waits until it is seen to have done so.</summary>
    /// <remarks>Has a time limit of its own: a reload must not be left half done.</remarks>
    Task<Verdict> ReloadAsync();
}
