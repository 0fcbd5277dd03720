using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>What a <c>for</c> loops over. Each value counts as a step, whatever the loop's body holds.</summary>
/// <remarks>A range <c>(1..n)</c> is looked at before it is built, since it lies in memory as a whole.</remarks>
internal sealed class LoopSource(Expression inner, TemplatePlace place) : Expression
{
    // Covers every port and every server; 1,000,000 values take some 50 MB.
    private const int LengthLimit = 1_000_000;

    public override ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        try
        {
            if (inner is RangeExpression range)
            {
                var from = Now.Of(range.From.EvaluateAsync(context)).ToNumberValue();
                var to = Now.Of(range.To.EvaluateAsync(context)).ToNumberValue();
                if (to - from >= LengthLimit)
                    throw new TemplateFault($"the range has more than {LengthLimit:N0} numbers.");
            }

            var values = Now.Of(inner.EvaluateAsync(context));
            if (values is ArrayValue list)
                ((RenderContext)context).Step(list.Values.Count);

            return new(values);
        }
        catch (Exception e) when (Misuse.Is(e))
        {
            throw Misuse.At(place, e);
        }
    }
}
