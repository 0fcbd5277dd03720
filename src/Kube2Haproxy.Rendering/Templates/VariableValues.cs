using Fluid.Values;
using Kube2Haproxy.Rendering.Templates.Language;

namespace Kube2Haproxy.Rendering.Templates;

/// <summary>The variables of a rendering.</summary>
/// <param name="Names">Of all of them, for messages.</param>
/// <param name="Read">Those that the template reads: no other one is made.</param>
internal sealed record VariableValues(IReadOnlyList<string> Names, IReadOnlyList<(string Name, FluidValue Value)> Read)
{
    public static VariableValues Of(IReadOnlyList<RootVariable> variables, IncludedFiles files) => new(
        [.. variables.Select(variable => variable.Name)],
        [.. variables.Where(variable => files.Read(variable.Name)).Select(variable => (variable.Name, variable.Value()))]);

    /// <summary>And one that each rendering sets itself.</summary>
    public VariableValues And(string name) => this with { Names = [.. Names, name] };
}
