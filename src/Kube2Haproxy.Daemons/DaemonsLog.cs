using Kube2Haproxy.Core.Cluster;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Daemons;

/// <summary>What applying tells the operator.</summary>
internal static partial class DaemonsLog
{
    [LoggerMessage(3001, LogLevel.Information,
        "{Daemon}: reloaded with {Changes} changes; validation {ValidationMs:0} ms, reload {ReloadMs:0} ms, " +
        "{OldestMs:0} ms since the oldest change. {Why}")]
    public static partial void Reloaded(
        this ILogger logger, string daemon, int changes, double validationMs, double reloadMs, double oldestMs, string why);

    [LoggerMessage(3002, LogLevel.Information, "{Daemon}: already runs the wanted configuration; nothing was written or reloaded.")]
    public static partial void AlreadyLive(this ILogger logger, string daemon);

    [LoggerMessage(3003, LogLevel.Debug, "{Daemon}: changed without a reload: {Changed}.")]
    public static partial void Changed(this ILogger logger, string daemon, string changed);

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

    [LoggerMessage(3114, LogLevel.Error,
        "{Daemon}: {Count} more are refused as they are now, and stay at their last good text: {First} first. kube2haproxy status --json has all.")]
    public static partial void OthersKeptAtLastGood(this ILogger logger, string daemon, int count, string first);

    [LoggerMessage(3115, LogLevel.Error,
        "{Daemon}: {Count} more are refused and have no good text, so they are left out: {First} first. kube2haproxy status --json has all.")]
    public static partial void OthersLeftOut(this ILogger logger, string daemon, int count, string first);

    [LoggerMessage(3116, LogLevel.Information, "{Daemon}: {Count} more are no longer held back: {First} first.")]
    public static partial void OthersReleased(this ILogger logger, string daemon, int count, string first);

    [LoggerMessage(3108, LogLevel.Error, "{Daemon}: {Fault} What it gives is in {Candidate}.")]
    public static partial void TemplateRefused(this ILogger logger, string daemon, string candidate, string fault);

    [LoggerMessage(3113, LogLevel.Error, "{Daemon}: runs what it must, but something around it is wrong. {Fault}")]
    public static partial void RunsInVain(this ILogger logger, string daemon, string fault);

    [LoggerMessage(3109, LogLevel.Warning, "{Daemon}: it is not known any more what it runs. {Why}")]
    public static partial void LostSight(this ILogger logger, string daemon, string why);

    [LoggerMessage(3112, LogLevel.Warning, "{Daemon}: mended without a reload, for somebody else has changed it: {Mended}.")]
    public static partial void Mended(this ILogger logger, string daemon, string mended);

    [LoggerMessage(3110, LogLevel.Warning,
        "{Daemon}: {File} was changed by somebody else, and is written again: change the template, or use kube2haproxy pause.")]
    public static partial void FileChanged(this ILogger logger, string daemon, string file);

    [LoggerMessage(3111, LogLevel.Error,
        "{Daemon}: what it was brought to by commands is refused as a file; the last good one is in its place, and the refused Services are looked for. {Complaint}")]
    public static partial void RefusedAfterwards(this ILogger logger, string daemon, string complaint);
}
