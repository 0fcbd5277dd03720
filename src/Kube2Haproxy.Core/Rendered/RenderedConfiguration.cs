namespace Kube2Haproxy.Core.Rendered;

/// <summary>The text of one daemon's configuration, as the cluster and the settings want it.</summary>
/// <remarks>Never compared: it holds a list.</remarks>
/// <param name="Text">The whole file. The same cluster gives the same text on every node, whatever the order of arrival.</param>
/// <param name="Changes">When each change that is in it, and in no configuration applied before it, happened in the cluster.</param>
public sealed record RenderedConfiguration(string Text, IReadOnlyList<DateTimeOffset> Changes)
{
    /// <summary>This configuration, in place of an earlier one that nobody has applied: its changes are in this one too.</summary>
    public RenderedConfiguration InPlaceOf(RenderedConfiguration unapplied) =>
        unapplied.Changes.Count == 0 ? this : this with { Changes = [.. unapplied.Changes, .. Changes] };
}
