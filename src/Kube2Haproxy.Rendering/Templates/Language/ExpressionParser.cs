using Fluid.Ast;
using Parlot;
using Parlot.Fluent;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>Refuses unknown filters, and gives an expression with filters its place.</summary>
internal sealed class ExpressionParser(Parser<Expression> inner) : Parser<Expression>
{
    public override bool Parse(ParseContext context, ref ParseResult<Expression> result)
    {
        context.SkipWhiteSpace();
        var file = (FileParseContext)context;
        var place = file.Here;
        var start = context.Scanner.Cursor.Offset;
        if (!inner.Parse(context, ref result))
            return false;

        for (var expression = result.Value; expression is FilterExpression filter; expression = filter.Input)
            FilterList.Check(filter.Name, place);

        var before = context.Scanner.Buffer.AsSpan(0, start).TrimEnd();
        var written = before.TrimEnd('-').EndsWith("{{") || before.EndsWith("echo");
        if (written || result.Value is not (LiteralExpression or VariableExpression))
            result.Set(result.Start, result.End, new PlacedExpression(result.Value, written, place));
        return true;
    }
}
