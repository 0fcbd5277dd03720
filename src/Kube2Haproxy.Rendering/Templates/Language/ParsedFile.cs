using Fluid.Ast;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>One file of a template.</summary>
/// <param name="Name">Its path, for messages.</param>
/// <param name="Text">As it was read.</param>
/// <param name="Statements">What it holds.</param>
/// <param name="Includes">The files that it includes under a fixed name, and where.</param>
/// <param name="Variables">The names of all variables that it reads; null where only rendering tells.</param>
internal sealed record ParsedFile(
    string Name,
    string Text,
    IReadOnlyList<Statement> Statements,
    IReadOnlyList<(string Name, TemplatePlace Place)> Includes,
    IReadOnlySet<string>? Variables);
