using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Daemons.Pausing;

/// <summary>Event ids 3200 to 3299.</summary>
internal static partial class PauseLog
{
    [LoggerMessage(3200, LogLevel.Warning, "PAUSED {Explanation}")]
    public static partial void Paused(this ILogger logger, string explanation);

    [LoggerMessage(3201, LogLevel.Information, "The pause is over; the newest state is applied.")]
    public static partial void Resumed(this ILogger logger);
}
