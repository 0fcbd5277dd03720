using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary><c>{% include 'file', name: value %}</c>. The file sees the variables around it; what it assigns ends with it.</summary>
internal sealed class IncludedStatement(Expression path, IReadOnlyList<AssignStatement> values) : Statement
{
    public override ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        var render = (RenderContext)context;
        var file = render.Enter(Now.Of(path.EvaluateAsync(context)).ToStringValue());
        try
        {
            foreach (var value in values)
                Now.Of(value.WriteToAsync(writer, encoder, context));
            return new(Now.Of(file.Statements.RenderStatementsAsync(writer, encoder, context)));
        }
        finally
        {
            render.Leave();
        }
    }
}
