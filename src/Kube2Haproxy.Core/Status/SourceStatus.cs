using System.Collections.Immutable;

namespace Kube2Haproxy.Core.Status;

/// <summary>How the source of Services and endpoints is doing. Never compared: it holds lists.</summary>
/// <param name="Synced">Every resource has been listed once. Never becomes false again.</param>
/// <param name="Fault">Why it cannot follow the cluster now, with the remedy; null while it can. The last known state stays in force.</param>
/// <param name="FaultSince">When <paramref name="Fault"/> began; null with it.</param>
public sealed record SourceStatus(bool Synced, string? Fault, DateTimeOffset? FaultSince)
{
    /// <summary>
    /// What cannot be used now, by resource (<c>services</c>; <c>manifests</c> for all files), each resource that has been read, also where
    /// there is nothing.
    /// </summary>
    public ImmutableSortedDictionary<string, IReadOnlyCollection<RefusedObject>> Refused { get; init; } = NothingRead;

    /// <summary>Before the first list.</summary>
    public static SourceStatus Starting { get; } = new(false, null, null);

    private static ImmutableSortedDictionary<string, IReadOnlyCollection<RefusedObject>> NothingRead =>
        ImmutableSortedDictionary<string, IReadOnlyCollection<RefusedObject>>.Empty.WithComparers(StringComparer.Ordinal);
}
