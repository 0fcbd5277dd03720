using Fluid.Ast;
using Parlot;
using Parlot.Fluent;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>Refuses unknown filters, and gives each expression its place.</summary>
internal sealed class ExpressionParser(Parser<Expression> inner) : Parser<Expression>
{
    public override bool Parse(ParseContext context, ref ParseResult<Expression> result)
    {
        context.SkipWhiteSpace();
        var place = ((FileParseContext)context).Here;
        if (!inner.Parse(context, ref result))
            return false;

        result.Set(result.Start, result.End, new PlacedExpression(Own(result.Value, place), place));
        return true;
    }

    private static Expression Own(Expression expression, TemplatePlace place) => expression is FilterExpression filter
        ? FilterList.Applied(filter.Name, Own(filter.Input, place), filter.Parameters, place)
        : expression;
}
