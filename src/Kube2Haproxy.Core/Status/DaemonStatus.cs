namespace Kube2Haproxy.Core.Status;

/// <summary>How bringing one daemon to the wanted state is doing. Never compared: it holds a list, and what is not made yet.</summary>
/// <param name="Applied">The daemon has been brought to a wanted state once. Never becomes false again.</param>
/// <param name="LastSuccess">When the daemon was last seen in the wanted state; null before the first time.</param>
/// <param name="Fault">
/// Why the live state differs from the wanted one, or what is wrong around the daemon while it does not, with the remedy; null where nothing is.
/// </param>
/// <param name="FaultSince">Since when; null with <paramref name="Fault"/>.</param>
public sealed record DaemonStatus(bool Applied, DateTimeOffset? LastSuccess, string? Fault, DateTimeOffset? FaultSince)
{
    /// <summary>The Services that the live state is without, as they are now; sorted by name.</summary>
    public IReadOnlyList<QuarantinedService> Quarantined { get; init; } = [];

    /// <summary>By which nodes that have applied the same of the cluster are known, 48 bits; 0 before the first apply. Costs something when first asked for.</summary>
    public Lazy<long> Digest { get; init; } = new(0L);

    /// <summary>Before the first apply.</summary>
    public static DaemonStatus Starting { get; } = new(false, null, null, null);
}
