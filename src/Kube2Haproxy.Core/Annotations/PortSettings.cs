namespace Kube2Haproxy.Core.Annotations;

/// <summary>What annotations say of one port of a Service. Never compared: it holds a dictionary.</summary>
public sealed class PortSettings
{
    private readonly IReadOnlyDictionary<Annotation, string> _values;

    internal PortSettings(IReadOnlyDictionary<Annotation, string> values) => _values = values;

    /// <summary>Nothing.</summary>
    public static PortSettings None { get; } = new(new Dictionary<Annotation, string>());

    /// <summary>In the form that templates get; null where it is not annotated.</summary>
    public string? this[Annotation annotation] => _values.GetValueOrDefault(annotation);

    internal string? this[string name] => AnnotationTable.Find(name) is { } annotation ? this[annotation] : null;
}
