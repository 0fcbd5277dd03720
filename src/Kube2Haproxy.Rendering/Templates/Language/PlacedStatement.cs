using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>A tag that knows where it stands.</summary>
internal sealed class PlacedStatement(Statement inner, TemplatePlace place) : Statement
{
    public override async ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        try
        {
            ((RenderContext)context).Step();
            return await inner.WriteToAsync(writer, encoder, context);
        }
        catch (Exception e) when (Misuse.Is(e))
        {
            throw Misuse.At(place, e);
        }
    }
}
