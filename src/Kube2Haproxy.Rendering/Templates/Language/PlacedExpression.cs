using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>An expression that knows where it stands.</summary>
/// <param name="inner">The expression.</param>
/// <param name="place">Where it begins.</param>
internal sealed class PlacedExpression(Expression inner, TemplatePlace place) : Expression
{
    /// <summary>The expression alone.</summary>
    public Expression Inner => inner;

    /// <summary>Where it begins.</summary>
    public TemplatePlace Place => place;

    public override ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        try
        {
            return new(Now.Of(inner.EvaluateAsync(context)));
        }
        catch (Exception e) when (Misuse.Is(e))
        {
            throw Misuse.At(place, e);
        }
    }
}
