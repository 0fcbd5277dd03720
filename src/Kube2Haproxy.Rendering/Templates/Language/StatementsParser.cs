using Fluid.Ast;
using Parlot;
using Parlot.Fluent;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>Makes what stands between two tags one statement, and notes its texts.</summary>
internal sealed class StatementsParser(Parser<IReadOnlyList<Statement>> inner) : Parser<IReadOnlyList<Statement>>
{
    public override bool Parse(ParseContext context, ref ParseResult<IReadOnlyList<Statement>> result)
    {
        if (!inner.Parse(context, ref result))
            return false;

        ((FileParseContext)context).Texts.AddRange(result.Value.OfType<TextSpanStatement>());
        result.Set(result.Start, result.End, [new StatementSequence(result.Value)]);
        return true;
    }
}
