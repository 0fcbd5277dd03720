namespace Kube2Haproxy.Core.Rendered;

/// <summary>The message to the service that applies HAProxy's configuration. Only the newest one counts.</summary>
/// <param name="Rendered">What HAProxy is to run.</param>
public sealed record HaproxyConfiguration(RenderedConfiguration Rendered);
