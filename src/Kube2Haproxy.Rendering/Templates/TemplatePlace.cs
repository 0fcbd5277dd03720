using System.Globalization;

namespace Kube2Haproxy.Rendering.Templates;

/// <summary>A place in a template.</summary>
/// <param name="File">The path, or the name of the built-in template.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
internal sealed record TemplatePlace(string File, int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
}
