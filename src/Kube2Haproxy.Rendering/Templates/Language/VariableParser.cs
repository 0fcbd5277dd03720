using Fluid.Ast;
using Parlot;
using Parlot.Fluent;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>Makes variables strict and ranges bounded.</summary>
internal sealed class VariableParser(Parser<Expression> inner) : Parser<Expression>
{
    public override bool Parse(ParseContext context, ref ParseResult<Expression> result)
    {
        context.SkipWhiteSpace();
        var place = ((FileParseContext)context).Here;
        if (!inner.Parse(context, ref result))
            return false;

        Expression? replacement = result.Value switch
        {
            MemberExpression member => new VariableExpression(member.Segments, place),
            RangeExpression range => new LoopSource(range, place),
            _ => null,
        };
        if (replacement is not null)
            result.Set(result.Start, result.End, replacement);
        return true;
    }
}
