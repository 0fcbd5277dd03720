using Fluid.Parser;
using Parlot;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>The parsing of one file: it knows the file's name and gathers what the file includes by name.</summary>
internal sealed class FileParseContext(string file, string text) : FluidParseContext(text)
{
    /// <summary>The files that are included under a fixed name, and where.</summary>
    public List<(string Name, TemplatePlace Place)> Includes { get; } = [];

    /// <summary>Where the parser stands.</summary>
    public TemplatePlace Here => Place(Scanner.Cursor.Position);

    /// <summary>The place of a position in this file.</summary>
    public TemplatePlace Place(TextPosition position) => new(file, position.Line, position.Column);
}
