using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Sources.Manifests;

/// <summary>1200 to 1299.</summary>
internal static partial class ManifestsLog
{
    [LoggerMessage(1200, LogLevel.Information, "{Directory}: {Objects} objects were read from manifests.")]
    public static partial void Read(this ILogger logger, string directory, int objects);

    [LoggerMessage(1201, LogLevel.Information, "{File}: a {Kind} is no Service and no endpoints; it is passed over.")]
    public static partial void PassedOver(this ILogger logger, string file, string kind);

    [LoggerMessage(1202, LogLevel.Error, "The manifests cannot be followed. {Fault}")]
    public static partial void CannotFollow(this ILogger logger, string fault);

    [LoggerMessage(1203, LogLevel.Information, "The manifests are followed again.")]
    public static partial void FollowsAgain(this ILogger logger);

    [LoggerMessage(1204, LogLevel.Debug, "{Directory} cannot be watched, it is looked at each second: {Why}")]
    public static partial void NotWatched(this ILogger logger, string directory, string why);
}
