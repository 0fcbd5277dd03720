using Fluid.Ast;
using Fluid.Values;
using Parlot;
using Parlot.Fluent;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>Gives each tag its place, counts what loops take, and includes through <see cref="IncludedFiles"/>.</summary>
internal sealed class TagParser(Parser<Statement> inner, string tag) : Parser<Statement>
{
    public override bool Parse(ParseContext context, ref ParseResult<Statement> result)
    {
        var file = (FileParseContext)context;
        var place = file.Here;
        place = place with { Column = place.Column - tag.Length };
        if (!inner.Parse(context, ref result))
            return false;

        if (result.Value is CommentStatement or RawStatement or BreakStatement or ContinueStatement)
            return true;

        result.Set(result.Start, result.End, new PlacedStatement(Own(result.Value, file, place), place));
        return true;
    }

    private static Statement Own(Statement statement, FileParseContext file, TemplatePlace place)
    {
        if (statement is ForStatement loop)
        {
            return new ForStatement(
                loop.Statements, loop.Identifier, new LoopSource(loop.Source, place), loop.Limit, loop.Offset, loop.Reversed, loop.Else);
        }

        if (statement is not IncludeStatement include)
            return statement;
        if (include.With is not null || include.For is not null)
            throw new TemplateException("include takes values as NAME: VALUE; 'with' and 'for' are not supported.", place);

        if (include.Path is LiteralExpression { Value: StringValue name })
            file.Includes.Add((name.ToStringValue(), place));
        return new IncludedStatement(include.Path, include.AssignStatements);
    }
}
