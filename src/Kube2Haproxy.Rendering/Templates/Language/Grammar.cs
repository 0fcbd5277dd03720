using System.Text.RegularExpressions;
using Fluid;
using Parlot;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>Liquid as kube2haproxy understands it: each variable, expression and tag knows its place, and nothing unknown is blank.</summary>
internal sealed partial class Grammar : FluidParser
{
    /// <summary>The tags that a template may use, besides those inside of a block (<c>else</c>, <c>when</c>, <c>endif</c>, …).</summary>
    /// <remarks>
    /// Left out of Fluid's: <c>render</c> (include does it), <c>increment</c> and <c>decrement</c> (variables that are no variables),
    /// <c>tablerow</c> (HTML), <c>liquid</c> and <c>doc</c> (second ways to write the same).
    /// </remarks>
    public static readonly IReadOnlyList<string> Tags =
        ["#", "assign", "break", "capture", "case", "comment", "continue", "cycle", "echo", "for", "if", "ifchanged", "include", "raw", Services, "unless"];

    /// <summary>The block that is rendered once for each Service.</summary>
    public const string Services = "services";

    private static readonly Grammar Instance = new();

    private Grammar()
    {
        Primary.Parser = new VariableParser(Primary.Parser ?? throw new InvalidOperationException("Fluid has no expressions."));
        FilterExpression.Parser =
            new ExpressionParser(FilterExpression.Parser ?? throw new InvalidOperationException("Fluid has no filters."));
        AnyTagsList.Parser = new StatementsParser(AnyTagsList.Parser ?? throw new InvalidOperationException("Fluid has no blocks."));
        KnownTagsList.Parser = new StatementsParser(KnownTagsList.Parser ?? throw new InvalidOperationException("Fluid has no files."));
        RegisterEmptyBlock(Services, static (body, writer, _, context) => ((RenderContext)context).WriteServices(body, writer));
        foreach (var (tag, parser) in RegisteredTags.ToArray())
        {
            if (Tags.Contains(tag))
                RegisteredTags[tag] = new TagParser(parser, tag);
            else
                RegisteredTags.Remove(tag);
        }
    }

    /// <summary>Parses one file.</summary>
    /// <exception cref="TemplateException">It is not right.</exception>
    public static ParsedFile Parse(string file, string text)
    {
        var context = new FileParseContext(file, text);
        try
        {
            var parsed = Instance.Grammar.TryParse(context, out var statements, out var error);
            if (error is not null)
                throw Fault(context, error.Position, error.Message ?? "cannot be understood");
            if (!parsed || !context.Scanner.Cursor.Eof)
                throw Fault(context, context.Scanner.Cursor.Position, "cannot be understood");

            // Else each would be when it is first written, by any thread, and published without a barrier.
            foreach (var piece in context.Texts)
                piece.PrepareBuffer(RenderContext.Strict);

            return new ParsedFile(file, text, statements, context.Includes, context.Variables);
        }
        catch (Fluid.ParseException e)
        {
            // It carries its place in its words alone.
            throw Fault(context, context.Scanner.Cursor.Position, e.Message.Split(" at (")[0]);
        }
    }

    private static TemplateException Fault(FileParseContext context, TextPosition position, string complaint)
    {
        // An unknown tag is reported behind its name; inside of a block, as the missing end of that block, before it.
        var offset = Math.Min(position.Offset, context.Scanner.Buffer.Length);
        var tag = TagAt().Match(context.Scanner.Buffer, offset);
        if (!tag.Success)
            tag = TagBefore().Match(context.Scanner.Buffer[..offset]);

        var problem = tag.Success && !Tags.Contains(tag.Groups[1].Value) && !IsPartOfBlock(tag.Groups[1].Value)
            ? $"unknown tag '{tag.Groups[1].Value}'" + Meant.Or(tag.Groups[1].Value, Tags, $"the tags are {string.Join(", ", Tags)}.")
            : complaint.TrimEnd('.') + ".";
        return new TemplateException(problem, context.Place(position));
    }

    private static bool IsPartOfBlock(string tag) => tag is "else" or "elsif" or "when" || tag.StartsWith("end", StringComparison.Ordinal);

    [GeneratedRegex(@"\G\s*\{%-?\s*(\w+)")]
    private static partial Regex TagAt();

    [GeneratedRegex(@"\{%-?\s*(\w+)\s*\z")]
    private static partial Regex TagBefore();
}
