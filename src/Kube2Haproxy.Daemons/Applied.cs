using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Daemons;

/// <summary>How a try to bring the daemon to a configuration ended. Never compared: it holds lists.</summary>
/// <param name="Verdict">Of the step that ended it. Where it is not <see cref="Verdict.Good"/>, nothing else is told but the time to try again.</param>
internal sealed record Applied(Verdict Verdict)
{
    /// <summary>What it runs, as far as it is known.</summary>
    public IReadOnlyList<Fragment> Running { get; init; } = [];

    /// <summary>The Services that it runs without, as they are now; sorted by name.</summary>
    public IReadOnlyList<(NamespacedName Service, bool IsServed, string Complaint)> Quarantined { get; init; } = [];

    /// <summary>Why the daemon refuses what the newest template gives; null where it does not. The last good template is in force then.</summary>
    public string? RefusedTemplate { get; init; }

    /// <summary>As <see cref="IDaemon.Fault"/>.</summary>
    public string? Fault { get; init; }

    /// <summary>When what was refused is to be judged again; null where nothing was, or it is known by the verdict.</summary>
    public TimeSpan? RetryIn { get; init; }
}
