namespace Kube2Haproxy.Commands;

/// <summary>The daemon cannot start for a reason outside of it. The message, one line with the remedy, is all that is shown.</summary>
internal sealed class StartException(string message, Exception? cause = null) : Exception(message, cause);
