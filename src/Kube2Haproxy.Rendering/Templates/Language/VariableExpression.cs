using Fluid;
using Fluid.Ast;
using Fluid.Values;
using Kube2Haproxy.Rendering.Templates.Model;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>A variable with its members, <c>service.ports[0].name</c>. An unknown name is an error, a member that is absent is nil.</summary>
internal sealed class VariableExpression(IReadOnlyList<MemberSegment> segments, TemplatePlace place) : Expression
{
    private static readonly string[] ListMembers = ["first", "last", "size"];
    private static readonly string[] TextMembers = ["size"];
    private static readonly string[] LoopMembers = ["first", "index", "index0", "last", "length", "rindex", "rindex0"];

    public override ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        try
        {
            var render = (RenderContext)context;
            render.Step();

            var value = Variable(render, Name(segments[0], context));
            for (var i = 1; i < segments.Count && !value.IsNil(); i++)
            {
                value = segments[i] is IndexerSegment indexer && value is ArrayValue list
                    ? Now.Of(list.GetIndexAsync(Number(Now.Of(indexer.Expression.EvaluateAsync(context))), context))
                    : Member(value, Name(segments[i], context), context);
            }

            return new(value);
        }
        catch (Exception e) when (Misuse.Is(e))
        {
            throw Misuse.At(place, e);
        }
    }

    private static FluidValue Variable(RenderContext context, string name) => context.GetValue(name) switch
    {
        UndefinedValue => throw context.Unknown(name),
        RefusedValue refused => throw new TemplateFault(refused.Reason),
        var value => value,
    };

    private static FluidValue Member(FluidValue value, string name, TemplateContext context)
    {
        // Values of the model refuse unknown members themselves; Fluid's own ones would be silent.
        if (value is ModelValue or TextTable)
            return Now.Of(value.GetValueAsync(name, context));

        var (kind, members) = value switch
        {
            ArrayValue => ("a list", ListMembers),
            StringValue => ("a text", TextMembers),
            ForLoopValue => ("forloop", LoopMembers),
            _ => ("a " + value.Type.ToString().ToLowerInvariant(), []),
        };
        if (members.Contains(name))
            return Now.Of(value.GetValueAsync(name, context));

        throw new TemplateFault(
            $"{kind} has no member '{name}'" + (members.Length == 0 ? "." : Meant.Or(name, members, $"it has {string.Join(", ", members)}.")));
    }

    // Fluid takes a text for zero.
    private static NumberValue Number(FluidValue index) =>
        index as NumberValue ?? throw new TemplateFault($"a list is indexed by a number, not by '{index.ToStringValue()}'.");

    private static string Name(MemberSegment segment, TemplateContext context) => segment switch
    {
        IdentifierSegment identifier => identifier.Identifier,
        IndexerSegment indexer => Now.Of(indexer.Expression.EvaluateAsync(context)).ToStringValue(),
        _ => throw new TemplateFault("a value cannot be called."),
    };
}
