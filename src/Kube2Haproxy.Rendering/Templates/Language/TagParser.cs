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
        if (tag == Grammar.Services && file.Around.TryPeek(out var around))
            throw new TemplateException($"{{% services %}} cannot stand inside of {{% {around} %}}.", place);

        // Inside of these a block would be rendered more than once, or not be a part of the result by itself.
        var keepsOut = tag is "for" or "capture" or Grammar.Services;
        if (keepsOut)
            file.Around.Push(tag);

        var parsed = inner.Parse(context, ref result);
        if (keepsOut)
            file.Around.Pop();

        if (!parsed)
            return false;

        if (result.Value is CommentStatement or RawStatement or BreakStatement or ContinueStatement)
            return true;

        var isLoop = result.Value is ForStatement;
        result.Set(result.Start, result.End, new PlacedStatement(Own(result.Value, file, place), isLoop, place));
        return true;
    }

    private static Statement Own(Statement statement, FileParseContext file, TemplatePlace place)
    {
        if (statement is ForStatement loop)
        {
            var source = VariableParser.Strict(loop.Source, file, place);
            return new ForStatement(
                loop.Statements, loop.Identifier, source as LoopSource ?? new LoopSource(source, place), loop.Limit, loop.Offset, loop.Reversed,
                loop.Else);
        }

        if (statement is not IncludeStatement include)
            return WrittenStatement.Own(statement);
        if (include.With is not null || include.For is not null)
            throw new TemplateException("include takes values as NAME: VALUE; 'with' and 'for' are not supported.", place);

        if (include.Path is LiteralExpression { Value: StringValue name })
            file.Includes.Add((name.ToStringValue(), place));
        else
            file.ReadsAnything();

        return new IncludedStatement(include.Path, include.AssignStatements);
    }
}
