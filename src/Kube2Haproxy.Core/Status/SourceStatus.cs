namespace Kube2Haproxy.Core.Status;

/// <summary>How the source of Services and endpoints is doing.</summary>
/// <param name="Synced">Every resource has been listed once. Never becomes false again.</param>
/// <param name="Fault">Why it cannot follow the cluster now, with the remedy; null while it can. The last known state stays in force.</param>
/// <param name="FaultSince">When <paramref name="Fault"/> began; null with it.</param>
public sealed record SourceStatus(bool Synced, string? Fault, DateTimeOffset? FaultSince)
{
    /// <summary>Before the first list.</summary>
    public static SourceStatus Starting { get; } = new(false, null, null);
}
