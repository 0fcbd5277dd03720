using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>A filter with its arguments, and what it is applied to.</summary>
/// <remarks>
/// In the place of Fluid's <see cref="FilterExpression"/>, which keeps arguments that are literals at the first rendering: threads that do that
/// at once can keep those of one Service for all.
/// </remarks>
internal sealed class AppliedFilter(Expression input, FilterDelegate filter, IReadOnlyList<FilterArgument> arguments) : Expression
{
    private readonly FilterArgument[] _arguments = [.. arguments];

    public override ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        var values = _arguments.Length == 0 ? FilterArguments.Empty : new FilterArguments();
        foreach (var argument in _arguments)
            values.Add(argument.Name, Now.Of(argument.Expression.EvaluateAsync(context)));
        return filter(Now.Of(input.EvaluateAsync(context)), values, context);
    }
}
