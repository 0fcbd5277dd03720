using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Core.Rendered;

/// <summary>A piece of a configuration: what is cached, compared and, where it is wrong, left out as a whole.</summary>
/// <param name="Service">The Service whose text it is; null for text of the template itself.</param>
/// <param name="Text">It may begin and end anywhere in a line.</param>
public sealed record Fragment(NamespacedName? Service, string Text)
{
    /// <summary>Why the template gives no text for the Service, in sentences; null where it does. The text is empty then.</summary>
    public string? Fault { get; init; }
}
