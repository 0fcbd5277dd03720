using Kube2Haproxy.Core.Cluster;
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

    [LoggerMessage(3105, LogLevel.Error,
        "{Daemon}: {Service} is refused as it is now, and stays at its last good text; all others are applied. {Complaint}")]
    public static partial void KeptAtLastGood(this ILogger logger, string daemon, NamespacedName service, string complaint);

    [LoggerMessage(3106, LogLevel.Error,
        "{Daemon}: {Service} is refused and has no good text, so it is left out; all others are applied. {Complaint}")]
    public static partial void LeftOut(this ILogger logger, string daemon, NamespacedName service, string complaint);

    [LoggerMessage(3107, LogLevel.Information, "{Daemon}: {Service} is no longer held back.")]
    public static partial void Released(this ILogger logger, string daemon, NamespacedName service);

    [LoggerMessage(3108, LogLevel.Error, "{Daemon}: {Fault} What it gives is in {Candidate}.")]
    public static partial void TemplateRefused(this ILogger logger, string daemon, string candidate, string fault);
}
