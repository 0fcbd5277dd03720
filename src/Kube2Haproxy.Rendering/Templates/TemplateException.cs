using System.Globalization;

namespace Kube2Haproxy.Rendering.Templates;

/// <summary>A template cannot be read, parsed or rendered. The message is for the operator: where, what was found, what would be right.</summary>
/// <param name="problem">One sentence or more, without the place.</param>
/// <param name="place">Where in a template; null where it is the file itself.</param>
internal sealed class TemplateException(string problem, TemplatePlace? place = null)
    : Exception(place is null ? problem : string.Create(CultureInfo.InvariantCulture, $"{place}: {problem}"))
{
    /// <summary>Where in a template; null where it is the file itself that is at fault.</summary>
    public TemplatePlace? Place { get; } = place;
}
