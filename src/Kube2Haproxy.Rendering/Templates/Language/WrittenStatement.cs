using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;
using Fluid.Values;
using Kube2Haproxy.Rendering.Templates.Model;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary><c>{{ … }}</c>. What has no text of its own is refused.</summary>
internal sealed class WrittenStatement(PlacedExpression expression) : Statement
{
    /// <summary>Fluid's statement that writes becomes this one; any other stays.</summary>
    public static Statement Own(Statement statement) =>
        statement is OutputStatement { Expression: PlacedExpression written } ? new WrittenStatement(written) : statement;

    public override ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        try
        {
            Write(Now.Of(expression.Inner.EvaluateAsync(context)), writer, encoder, context);
            return new(Completion.Normal);
        }
        catch (Exception e) when (Misuse.Is(e))
        {
            throw Misuse.At(expression.Place, e);
        }
    }

    private static void Write(FluidValue value, TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        switch (value)
        {
            case StringValue text:
                writer.Write(text.ToStringValue());
                break;
            case NumberValue number:
                NumberText.Write(number, writer);
                break;
            // Fluid would write the items without anything in between.
            case ArrayValue:
                throw new TemplateFault("is a list: write it with the filter join, or loop over it with for.");
            case ModelValue model:
                throw new TemplateFault($"is a {model.Kind}: write one of its members, {string.Join(", ", model.Members)}.");
            case TextTable:
                throw new TemplateFault("is a table: write one of its values, or loop over it with for.");
            // A blank in the place of an address makes HAProxy listen on all of them.
            case NilValue:
                throw new TemplateFault("is absent here: give it a value with the filter default, or write it inside of an if.");
            // Fluid would write its left side, whatever comes of it, and so a blank where that is absent.
            case BinaryExpressionFluidValue:
                throw new TemplateFault("is a comparison: write it inside of an if.");
            default:
                Now.Wrote(value.WriteToAsync(writer, encoder, context.CultureInfo));
                break;
        }
    }
}
