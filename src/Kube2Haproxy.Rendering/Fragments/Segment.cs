using Fluid.Ast;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Rendering.Fragments;

/// <summary>A part of a template's result, in the order of the file.</summary>
internal abstract record Segment
{
    private Segment()
    {
    }

    /// <summary>Text of the template itself.</summary>
    public sealed record Plain(Fragment Fragment) : Segment;

    /// <summary>The texts of all Services.</summary>
    public sealed record Block(IReadOnlyList<Statement> Body) : Segment;
}
