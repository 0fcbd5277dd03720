namespace Kube2Haproxy.Core.Rendered;

/// <summary>The message to the service that applies Keepalived's configuration. Only the newest one counts.</summary>
/// <param name="Rendered">What Keepalived is to run.</param>
public sealed record KeepalivedConfiguration(RenderedConfiguration Rendered);
