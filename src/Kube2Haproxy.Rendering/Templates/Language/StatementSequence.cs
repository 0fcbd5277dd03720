using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>Statements one after the other, until one of them leaves the loop around them.</summary>
/// <remarks>Fluid's tags await each of their statements; so they await one.</remarks>
internal sealed class StatementSequence(IEnumerable<Statement> statements) : Statement
{
    private readonly Statement[] _statements = [.. statements.Where(static statement => statement is not CommentStatement).Select(WrittenStatement.Own)];

    public override ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        foreach (var statement in _statements)
        {
            var completion = Now.Of(statement.WriteToAsync(writer, encoder, context));
            if (completion != Completion.Normal)
                return new(completion);
        }

        return new(Completion.Normal);
    }
}
