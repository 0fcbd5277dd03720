using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>A tag that knows where it stands.</summary>
/// <param name="inner">The tag.</param>
/// <param name="isLoop">What is in it may be rendered more than once.</param>
/// <param name="place">Where its name begins.</param>
internal sealed class PlacedStatement(Statement inner, bool isLoop, TemplatePlace place) : Statement
{
    public override async ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        var render = (RenderContext)context;
        try
        {
            render.Step();
            if (!isLoop)
                return await inner.WriteToAsync(writer, encoder, context);

            render.EnterLoop();
            var completion = await inner.WriteToAsync(writer, encoder, context);
            render.LeaveLoop();
            return completion;
        }
        catch (Exception e) when (Misuse.Is(e))
        {
            throw Misuse.At(place, e);
        }
    }
}
