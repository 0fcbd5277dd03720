using Fluid.Ast;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>One file of a template.</summary>
/// <param name="Name">Its path, for messages.</param>
/// <param name="Statements">What it holds.</param>
internal sealed record ParsedFile(string Name, IReadOnlyList<Statement> Statements);
