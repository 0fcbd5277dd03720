using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Rendering.Templates;

/// <summary>2100 to 2199.</summary>
internal static partial class Log
{
    [LoggerMessage(2100, LogLevel.Information, "The template {Template}, or a file that it includes, has changed; it is read again.")]
    public static partial void TemplateChanged(this ILogger logger, string template);
}
