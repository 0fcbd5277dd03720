using Fluid.Ast;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Rendering.Fragments;

/// <summary>Takes what a template writes itself, and where in it its blocks of Services are.</summary>
internal sealed class FragmentWriter : StringWriter
{
    private readonly List<Segment> _segments = [];

    /// <summary>Here is a block.</summary>
    /// <param name="body">The block's statements; the same instance each time.</param>
    public void AddBlock(IReadOnlyList<Statement> body)
    {
        Cut();
        _segments.Add(new Segment.Block(body));
    }

    /// <summary>All that has been written, in order.</summary>
    public IReadOnlyList<Segment> Take()
    {
        Cut();
        return _segments;
    }

    private void Cut()
    {
        var text = GetStringBuilder();
        if (text.Length == 0)
            return;

        _segments.Add(new Segment.Plain(new Fragment(null, text.ToString())));
        text.Clear();
    }
}
