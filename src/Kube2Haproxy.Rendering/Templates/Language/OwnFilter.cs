using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>One of our own filters, which take one argument, and what it is applied to.</summary>
/// <param name="input">What it is applied to.</param>
/// <param name="filter">Makes one value of the input and the argument, which is nil where none is given.</param>
/// <param name="arguments">Further ones must be right, too, and are of no use.</param>
internal sealed class OwnFilter(Expression input, Func<FluidValue, FluidValue, FluidValue> filter, IReadOnlyList<FilterArgument> arguments) : Expression
{
    private readonly Expression[] _arguments = [.. arguments.Select(static argument => argument.Expression)];

    public override ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        FluidValue? first = null;
        foreach (var argument in _arguments)
        {
            var value = Now.Of(argument.EvaluateAsync(context));
            first ??= value;
        }

        return new(filter(Now.Of(input.EvaluateAsync(context)), first ?? NilValue.Instance));
    }
}
