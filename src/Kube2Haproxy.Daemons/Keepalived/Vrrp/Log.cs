using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Daemons.Keepalived.Vrrp;

/// <summary>3300 to 3399.</summary>
internal static partial class Log
{
    [LoggerMessage(3300, LogLevel.Information, "VRRP: {Who} {State}.")]
    public static partial void State(this ILogger logger, string who, string state);

    [LoggerMessage(3301, LogLevel.Warning,
        "VRRP: the FIFO {Path} (Keepalived:NotifyFifo) cannot be read, so FAULT looks like BACKUP. {Why} Where root owns it, remove it and restart Keepalived.")]
    public static partial void NoFifo(this ILogger logger, string path, string why);
}
