using System.Globalization;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates.Model;

/// <summary>A thing with members. It refuses unknown ones, and has no text of its own.</summary>
internal abstract class ModelValue : FluidValue
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }

    /// <summary>The names of its members, sorted.</summary>
    public abstract IReadOnlyList<string> Members { get; }

    /// <inheritdoc/>
    public sealed override FluidValues Type => FluidValues.Object;

    /// <inheritdoc/>
    public sealed override ValueTask<FluidValue> GetValueAsync(string name, TemplateContext context) =>
        new(Member(name) ?? throw new TemplateFault($"a {Kind} has no member '{name}'" + Meant.Or(name, Members, $"it has {string.Join(", ", Members)}.")));

    /// <inheritdoc/>
    public sealed override ValueTask<FluidValue> GetIndexAsync(FluidValue index, TemplateContext context) =>
        GetValueAsync(index.ToStringValue(), context);

    /// <inheritdoc/>
    public sealed override IEnumerable<FluidValue> Enumerate(TemplateContext context) => throw NoText();

    /// <inheritdoc/>
    public sealed override bool Equals(FluidValue? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <inheritdoc/>
    public sealed override bool ToBooleanValue() => true;

    /// <inheritdoc/>
    public sealed override decimal ToNumberValue() => throw NoText();

    /// <inheritdoc/>
    public sealed override string ToStringValue() => throw NoText();

    /// <inheritdoc/>
    public sealed override object ToObjectValue() => this;

    /// <inheritdoc/>
    public sealed override ValueTask WriteToAsync(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo) => throw NoText();

    /// <summary>The member, nil where it is absent; null where there is none of this name.</summary>
    protected abstract FluidValue? Member(string name);

    private TemplateFault NoText() =>
        new($"a {Kind} is neither a text nor a number nor a list: use one of its members, {string.Join(", ", Members)}.");
}
