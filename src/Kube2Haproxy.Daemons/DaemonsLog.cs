using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Daemons;

/// <summary>What applying tells the operator.</summary>
internal static partial class DaemonsLog
{
    [LoggerMessage(3001, LogLevel.Information,
        "{Daemon}: reloaded ({Reason}) with {Changes} changes; validation {ValidationMs:0} ms, reload {ReloadMs:0} ms, " +
        "{OldestMs:0} ms since the oldest change.")]
    public static partial void Reloaded(
        this ILogger logger, string daemon, string reason, int changes, double validationMs, double reloadMs, double oldestMs);

    [LoggerMessage(3002, LogLevel.Information, "{Daemon}: already runs the wanted configuration; nothing was written or reloaded.")]
    public static partial void AlreadyLive(this ILogger logger, string daemon);

    [LoggerMessage(3101, LogLevel.Error,
        "{Daemon}: the configuration is refused; the last good one stays in force, the refused one is in {Candidate}. {Complaint}")]
    public static partial void Refused(this ILogger logger, string daemon, string candidate, string complaint);

    [LoggerMessage(3102, LogLevel.Error, "{Daemon}: could not be brought to the wanted state, trying again with the newest. {Why}")]
    public static partial void Failed(this ILogger logger, string daemon, string why);

    [LoggerMessage(3103, LogLevel.Warning, "{Daemon}: its new configuration is in place, but nobody reads it. {Why}")]
    public static partial void NotRunning(this ILogger logger, string daemon, string why);

    [LoggerMessage(3104, LogLevel.Debug, "{Daemon}: still not in the wanted state. {Why}")]
    public static partial void StillFailing(this ILogger logger, string daemon, string why);
}
