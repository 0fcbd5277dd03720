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
        var file = (FileParseContext)context;
        var place = file.Here;
        if (!inner.Parse(context, ref result))
            return false;

        result.Set(result.Start, result.End, Strict(result.Value, file, place));
        return true;
    }

    /// <summary>The same expression, so that it refuses what is unknown; for what Fluid parses without this parser, too.</summary>
    public static Expression Strict(Expression expression, FileParseContext file, TemplatePlace place) => expression switch
    {
        MemberExpression member => Variable(member, file, place),
        RangeExpression range =>
            new LoopSource(new RangeExpression(Strict(range.From, file, place), Strict(range.To, file, place)), place),
        _ => expression,
    };

    private static VariableExpression Variable(MemberExpression member, FileParseContext file, TemplatePlace place)
    {
        if (member.Segments[0] is IdentifierSegment { Identifier: var name })
            file.Variables?.Add(name);
        else
            file.ReadsAnything();

        return new VariableExpression(member.Segments, place);
    }
}
