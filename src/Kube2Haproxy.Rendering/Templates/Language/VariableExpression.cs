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

    // The names of the variable and of its members; null where an index stands.
    private readonly string?[] _names = [.. segments.Select(static segment => (segment as IdentifierSegment)?.Identifier)];

    public override ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        try
        {
            var render = (RenderContext)context;
            render.Step();

            var value = Variable(render, _names[0] ?? Index(0, context).ToStringValue());
            for (var i = 1; i < _names.Length && !value.IsNil(); i++)
            {
                value = _names[i] is { } name
                    ? Member(value, name, context)
                    : value is ArrayValue list
                        ? Now.Of(list.GetIndexAsync(Number(Index(i, context)), context))
                        : Member(value, Index(i, context).ToStringValue(), context);
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

    private FluidValue Index(int at, TemplateContext context) => segments[at] is IndexerSegment indexer
        ? Now.Of(indexer.Expression.EvaluateAsync(context))
        : throw new TemplateFault("a value cannot be called.");
}
