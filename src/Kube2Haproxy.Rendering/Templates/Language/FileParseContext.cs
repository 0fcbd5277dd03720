using Fluid.Ast;
using Fluid.Parser;
using Parlot;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>The parsing of one file: it knows the file's name and gathers what the file includes by name.</summary>
internal sealed class FileParseContext(string file, string text) : FluidParseContext(text)
{
    /// <summary>The files that are included under a fixed name, and where.</summary>
    public List<(string Name, TemplatePlace Place)> Includes { get; } = [];

    /// <summary>Its texts.</summary>
    public List<TextSpanStatement> Texts { get; } = [];

    /// <summary>The names of the variables that it reads; null where one is named by a value, or a file is included under such a name.</summary>
    public HashSet<string>? Variables { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>The tags around the place where the parser stands that keep a block of Services out; the innermost last.</summary>
    public Stack<string> Around { get; } = [];

    /// <summary>Any variable may be read.</summary>
    public void ReadsAnything() => Variables = null;

    /// <summary>Where the parser stands.</summary>
    public TemplatePlace Here => Place(Scanner.Cursor.Position);

    /// <summary>The place of a position in this file.</summary>
    public TemplatePlace Place(TextPosition position) => new(file, position.Line, position.Column);
}
