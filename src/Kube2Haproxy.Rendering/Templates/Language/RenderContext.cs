using System.Globalization;
using Fluid;
using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>One rendering: its variables, and how much it has used of what it may.</summary>
internal sealed class RenderContext(IncludedFiles includes) : TemplateContext(Strict)
{
    // Many times what 5,000 services with 10 servers each take in the built-in template: about a second.
    private const long StepLimit = 20_000_000;

    // Deeper than anybody nests on purpose, far from the end of the stack.
    private const int IncludeLimit = 50;

    private static readonly TemplateOptions Strict = new()
    {
        ModelNamesComparer = StringComparer.Ordinal,
        CultureInfo = CultureInfo.InvariantCulture,
        // Variables are strict through VariableExpression; the bounds of a range are not parsed as such.
        Undefined = name => throw new TemplateFault($"unknown variable '{name}'."),
        Now = () => throw new TemplateFault("the time is not available: what is rendered depends on the cluster and the settings only."),
        // Fluid words both limits wrongly; they are counted here.
        MaxRecursion = 0,
        MaxSteps = 0,
    };

    private readonly SortedSet<string> _variables = new(StringComparer.Ordinal);
    private long _stepsTaken;
    private int _includeDepth;

    static RenderContext() => FilterList.Register(Strict.Filters);

    /// <summary>The names of the variables that the template is given, for messages; sorted.</summary>
    public IEnumerable<string> VariableNames => _variables;

    /// <summary>Gives the template a variable.</summary>
    public void SetVariable(string name, FluidValue value)
    {
        _variables.Add(name);
        SetValue(name, value);
    }

    /// <summary>Counts work done.</summary>
    /// <exception cref="TemplateFault">Too much of it: a loop that runs away would hold up every change.</exception>
    public void Step(long steps = 1)
    {
        if ((_stepsTaken += steps) > StepLimit)
            throw new TemplateFault($"more than {StepLimit:N0} steps were taken. Look for loops inside of loops.");
    }

    /// <summary>Goes one file deeper. <see cref="Leave"/> comes back.</summary>
    /// <exception cref="TemplateFault">Too deep.</exception>
    public ParsedFile Enter(string name)
    {
        if (_includeDepth == IncludeLimit)
            throw new TemplateFault($"includes are nested more than {IncludeLimit} deep. Look for a file that includes itself.");

        var file = includes.Get(name);
        _includeDepth++;
        EnterChildScope();
        return file;
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    public void Leave()
    {
        _includeDepth--;
        ReleaseScope();
    }
}
