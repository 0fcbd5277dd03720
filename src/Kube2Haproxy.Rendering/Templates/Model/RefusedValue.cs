using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates.Model;

/// <summary>A variable that there is but that cannot be had: reading it is an error, leaving it alone is none.</summary>
/// <param name="reason">Why, and the remedy.</param>
internal sealed class RefusedValue(string reason) : FluidValue
{
    /// <summary>Why, and the remedy.</summary>
    public string Reason { get; } = reason;

    /// <inheritdoc/>
    public override FluidValues Type => FluidValues.Object;

    /// <inheritdoc/>
    public override bool Equals(FluidValue? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => Reason.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool ToBooleanValue() => throw new TemplateFault(Reason);

    /// <inheritdoc/>
    public override decimal ToNumberValue() => throw new TemplateFault(Reason);

    /// <inheritdoc/>
    public override string ToStringValue() => throw new TemplateFault(Reason);

    /// <inheritdoc/>
    public override object ToObjectValue() => throw new TemplateFault(Reason);
}
