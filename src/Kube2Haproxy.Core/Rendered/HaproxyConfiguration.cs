namespace Kube2Haproxy.Core.Rendered;

/// <summary>What HAProxy is to run. Only the newest one counts.</summary>
public sealed record HaproxyConfiguration(string Text, IReadOnlyList<DateTimeOffset> Changes) : RenderedConfiguration(Text, Changes);
