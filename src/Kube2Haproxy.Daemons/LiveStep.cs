using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Daemons;

/// <summary>How far a daemon was brought, or found, without a reload. Never compared: it holds a list.</summary>
/// <param name="Running">What it runs now; null where nobody knows. The same instance as before where it runs the same text as before.</param>
/// <param name="Need">
/// Why only a reload brings what is missing; null where nothing is. Where neither is known, somebody else has reloaded or restarted the
/// daemon: it is to be looked for again (<see cref="IDaemon.FindAsync"/>).
/// </param>
internal sealed record LiveStep(IReadOnlyList<Fragment>? Running, ReloadNeed? Need)
{
    /// <summary>What was changed by commands, in a few words; null where no command was sent.</summary>
    public string? Changed { get; init; }

    /// <summary>What of it somebody else had changed, likewise.</summary>
    public string? Mended { get; init; }

    /// <summary>Nobody knows what it runs, and a reload need not be.</summary>
    public static LiveStep Lost { get; } = new(null, null);
}
