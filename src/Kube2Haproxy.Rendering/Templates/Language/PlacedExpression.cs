using Fluid;
using Fluid.Ast;
using Fluid.Values;
using Kube2Haproxy.Rendering.Templates.Model;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>An expression that knows where it stands.</summary>
/// <param name="inner">The expression.</param>
/// <param name="written">It stands in <c>{{ … }}</c>: what has no text of its own is refused.</param>
/// <param name="place">Where it begins.</param>
internal sealed class PlacedExpression(Expression inner, bool written, TemplatePlace place) : Expression
{
    public override ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        try
        {
            var value = Now.Of(inner.EvaluateAsync(context));
            if (!written)
                return new(value);

            return new(value switch
            {
                // Fluid would write the items without anything in between.
                ArrayValue => throw new TemplateFault("is a list: write it with the filter join, or loop over it with for."),
                ModelValue model => throw new TemplateFault($"is a {model.Kind}: write one of its members, {string.Join(", ", model.Members)}."),
                TextTable => throw new TemplateFault("is a table: write one of its values, or loop over it with for."),
                // A blank in the place of an address makes HAProxy listen on all of them.
                NilValue => throw new TemplateFault("is absent here: give it a value with the filter default, or write it inside of an if."),
                NumberValue number => StringValue.Create(NumberText.Of(number)),
                _ => value,
            });
        }
        catch (Exception e) when (Misuse.Is(e))
        {
            throw Misuse.At(place, e);
        }
    }
}
