using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Commands;

internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Information, "kube2haproxy {Version} starts.")]
    public static partial void Starts(this ILogger logger, string version);

    [LoggerMessage(4001, LogLevel.Information, "kube2haproxy has stopped. HAProxy and Keepalived serve on as they are.")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(4002, LogLevel.Critical,
        "{Service} has failed: the process ends. HAProxy and Keepalived serve on as they are. This is a fault of kube2haproxy.")]
    public static partial void ServiceFailed(this ILogger logger, Exception? failure, string service);

    [LoggerMessage(4003, LogLevel.Critical,
        "{Service} has ended by itself: the process ends. HAProxy and Keepalived serve on as they are. This is a fault of kube2haproxy.")]
    public static partial void ServiceEnded(this ILogger logger, string service);
}
