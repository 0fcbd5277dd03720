namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>Turns what a value, a filter or Fluid throws into an error with a place. The innermost place wins.</summary>
internal static class Misuse
{
    /// <summary>Whether the exception still lacks its place.</summary>
    public static bool Is(Exception exception) => exception is not (TemplateException or OperationCanceledException or OutOfMemoryException);

    /// <summary>The error that the operator sees.</summary>
    public static TemplateException At(TemplatePlace place, Exception exception) => new(
        exception switch
        {
            TemplateFault fault => fault.Message,
            DivideByZeroException => "divides by zero.",
            OverflowException => "the number is too large.",
            _ => "cannot be evaluated: " + exception.Message,
        },
        place);
}
