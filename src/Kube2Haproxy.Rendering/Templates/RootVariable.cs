using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates;

/// <summary>A variable that a template is given.</summary>
/// <param name="Name">As templates write it.</param>
/// <param name="Source">What its value is made of: while it is the same instance, the value is the same.</param>
/// <param name="Value">Makes the value.</param>
/// <param name="InServices">It can be read inside of <c>{% services %}</c>, too.</param>
internal sealed record RootVariable(string Name, object Source, Func<FluidValue> Value, bool InServices = false);
