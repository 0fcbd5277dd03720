using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Logging;

/// <summary>Section <c>Logging</c>.</summary>
internal sealed class LoggingOptions
{
    /// <summary>Path of the log file; empty to log to stderr.</summary>
    public string File { get; set; } = "";

    /// <summary>Log to stderr as well as to the file; without a file it changes nothing.</summary>
    public bool AlsoToStderr { get; set; }

    /// <summary>Least level by category; <c>Default</c> for all that have no longer match.</summary>
    public Dictionary<string, LogLevel> LogLevel { get; set; } = [];
}
