namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>A listener, and where it is asked for.</summary>
/// <param name="Line">Of the configuration, from 1.</param>
/// <param name="Listener">One of those that the line asks for.</param>
internal readonly record struct PlacedListener(int Line, Listener Listener);
