using Kube2Haproxy.Core.Cluster;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Rendering;

/// <summary>2000 to 2099.</summary>
internal static partial class RenderingLog
{
    [LoggerMessage(2001, LogLevel.Error, "No configuration can be rendered from the newest state; the last good one stays in force. {Fault}")]
    public static partial void TemplateFault(this ILogger logger, string fault);

    [LoggerMessage(2002, LogLevel.Information, "The templates give a configuration again.")]
    public static partial void TemplatesGood(this ILogger logger);

    [LoggerMessage(EventId = 2003, Message = "{What} is not served ({Reason}). {Explanation}")]
    public static partial void Skipped(this ILogger logger, LogLevel level, string what, SkipReason reason, string explanation);

    [LoggerMessage(2004, LogLevel.Warning, "Annotation {Name} of {Service} is {Value} and is ignored. {Explanation}")]
    public static partial void AnnotationIgnored(
        this ILogger logger, string name, NamespacedName service, string value, string explanation);

    [LoggerMessage(EventId = 2005, Message = "{Count} more are not served ({Reason}): {First} first. kube2haproxy status --json has all.")]
    public static partial void OthersSkipped(this ILogger logger, LogLevel level, int count, SkipReason reason, string first);

    [LoggerMessage(2006, LogLevel.Warning, "{Count} more annotations are ignored: {First} first. kube2haproxy status --json has all.")]
    public static partial void OthersIgnored(this ILogger logger, int count, string first);
}
