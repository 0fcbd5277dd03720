namespace Kube2Haproxy.Core.Rendered;

/// <summary>The text of one daemon's configuration, as the cluster and the settings want it. Never compared: it holds a list.</summary>
/// <param name="Text">The whole file. The same cluster gives the same text on every node, whatever the order of arrival.</param>
/// <param name="Changes">When each change that is in it, and in no configuration applied before it, happened in the cluster.</param>
public abstract record RenderedConfiguration(string Text, IReadOnlyList<DateTimeOffset> Changes);
