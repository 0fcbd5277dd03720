namespace Kube2Haproxy.Core.Status;

/// <summary>How writing the addresses of <c>Services:Pools</c> to the status of Services is doing.</summary>
/// <param name="Fault">Why they cannot be written, with the remedy; null while they can, or while the peer writes them.</param>
/// <param name="FaultSince">When <paramref name="Fault"/> began; null with it.</param>
public sealed record AssignmentStatus(string? Fault, DateTimeOffset? FaultSince)
{
    /// <summary>Nothing is wrong.</summary>
    public static AssignmentStatus Good { get; } = new(null, null);
}
