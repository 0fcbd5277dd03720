using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>A range <c>(1..n)</c> whose length is looked at before it is built: it lies in memory as a whole.</summary>
internal sealed class BoundedRange(RangeExpression inner, TemplatePlace place) : Expression
{
    // Covers every port and every server; 1,000,000 values take some 50 MB.
    private const int LengthLimit = 1_000_000;

    public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        try
        {
            var from = (await inner.From.EvaluateAsync(context)).ToNumberValue();
            var to = (await inner.To.EvaluateAsync(context)).ToNumberValue();
            if (to - from >= LengthLimit)
                throw new TemplateFault($"the range has more than {LengthLimit:N0} numbers.");

            ((RenderContext)context).Step((long)Math.Max(1, to - from));
            return await inner.EvaluateAsync(context);
        }
        catch (Exception e) when (Misuse.Is(e))
        {
            throw Misuse.At(place, e);
        }
    }
}
