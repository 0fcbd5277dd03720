using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Rendering.Node;

/// <summary>2200 to 2299.</summary>
internal static partial class Log
{
    [LoggerMessage(2200, LogLevel.Debug, "The addresses of the node have changed; {Device} has {Count} now.")]
    public static partial void AddressesChanged(this ILogger logger, string device, int count);
}
