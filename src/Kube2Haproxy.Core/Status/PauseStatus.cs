using Kube2Haproxy.Core.Pausing;

namespace Kube2Haproxy.Core.Status;

/// <summary>Whether an operator has paused applying on this node.</summary>
/// <param name="Pause">Null while nothing is paused.</param>
/// <param name="IsFinishing">While paused: a step that had begun before is not at its end yet.</param>
/// <param name="HasPaused">There has been a pause since the process started. Never becomes false again.</param>
public sealed record PauseStatus(Pause? Pause, bool IsFinishing, bool HasPaused)
{
    /// <summary>Before the first look.</summary>
    public static PauseStatus Starting { get; } = new(null, false, false);
}
