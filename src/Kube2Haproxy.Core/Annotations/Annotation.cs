namespace Kube2Haproxy.Core.Annotations;

/// <summary>One row of the table of annotations: what the owner of a Service may say, and how it is written.</summary>
public sealed class Annotation
{
    private readonly Func<string, string?> _canonical;

    /// <param name="name">Without the prefix: <c>check-path</c>.</param>
    /// <param name="right">What would be right, with its range: completes "it must be …".</param>
    /// <param name="help">One sentence.</param>
    /// <param name="canonical">The form that templates get; null where a text is wrong.</param>
    internal Annotation(string name, string right, string help, Func<string, string?> canonical)
    {
        Name = name;
        Right = right;
        Help = help;
        _canonical = canonical;
    }

    /// <summary>Without the prefix: <c>check-path</c>.</summary>
    public string Name { get; }

    /// <summary>As it stands at a Service: <c>kube2haproxy.io/check-path</c>.</summary>
    public string Key => AnnotationTable.Prefix + Name;

    /// <summary>As a template reads it of a port: <c>check_path</c>.</summary>
    public string Member => Name.Replace('-', '_');

    /// <summary>What would be right, with its range: completes "it must be …".</summary>
    public string Right { get; }

    /// <summary>One sentence.</summary>
    public string Help { get; }

    /// <summary>Whether a template gets a number; else it gets a text.</summary>
    public bool IsNumber { get; init; }

    /// <summary>Without effect unless another annotation has one of these values; null where it stands alone.</summary>
    internal (string Name, string[] Values)? Needs { get; init; }

    /// <summary>The form that templates get; null where the text is wrong.</summary>
    internal string? Read(string text) => _canonical(text);
}
