namespace Kube2Haproxy.Core.Rendered;

/// <summary>What Keepalived is to run. Only the newest one counts.</summary>
public sealed record KeepalivedConfiguration(string Text, IReadOnlyList<DateTimeOffset> Changes) : RenderedConfiguration(Text, Changes);
