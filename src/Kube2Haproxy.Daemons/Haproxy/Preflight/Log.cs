using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>3200 to 3299.</summary>
internal static partial class Log
{
    [LoggerMessage(3200, LogLevel.Warning,
        "This user may not bind {Listener}, nor other ports below 1024: whether HAProxy can is not tried before a reload. Give kube2haproxy " +
        "CAP_NET_BIND_SERVICE (AmbientCapabilities= in its unit).")]
    public static partial void MayNotBind(this ILogger logger, Listener listener);
}
