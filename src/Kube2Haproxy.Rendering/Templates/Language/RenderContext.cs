using System.Globalization;
using Fluid;
using Fluid.Ast;
using Kube2Haproxy.Rendering.Fragments;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>One rendering, of a template or of one Service in its block: its variables, and how much it has used of what it may.</summary>
internal sealed class RenderContext : TemplateContext
{
    // Many times what 5,000 services with 10 servers each take in the built-in template: about a second.
    private const long StepLimit = 20_000_000;

    // Of one Service: each has its own, so that what is cached and what is rendered anew exceed it alike. Some 10,000 servers.
    private const long ServiceStepLimit = 1_000_000;

    // Deeper than anybody nests on purpose, far from the end of the stack.
    private const int IncludeLimit = 50;

    /// <summary>What all renderings have in common.</summary>
    public static readonly TemplateOptions Strict = new()
    {
        // Filters are found when a template is parsed, in FilterList. Fluid itself has none.
        StrictFilters = true,
        ModelNamesComparer = StringComparer.Ordinal,
        CultureInfo = CultureInfo.InvariantCulture,
        // Variables are strict through VariableExpression; this is for what a later Fluid may parse in another way.
        Undefined = name => throw new TemplateFault($"unknown variable '{name}'."),
        Now = () => throw new TemplateFault("the time is not available: what is rendered depends on the cluster and the settings only."),
        // Fluid words both limits wrongly; they are counted here.
        MaxRecursion = 0,
        MaxSteps = 0,
    };

    private readonly IncludedFiles _includes;
    private readonly IEnumerable<string> _names;
    private readonly RenderContext? _around;
    private long _stepsTaken;
    private int _includeDepth;
    private int _loopDepth;

    static RenderContext() => Strict.Filters.Clear();

    /// <param name="includes">Of the template.</param>
    /// <param name="variables">What it is given.</param>
    /// <param name="around">For a Service: the rendering of the template around its block.</param>
    public RenderContext(IncludedFiles includes, VariableValues variables, RenderContext? around = null)
        : base(Strict)
    {
        _includes = includes;
        _names = variables.Names;
        _around = around;
        foreach (var (name, value) in variables.Read)
            SetValue(name, value);
    }

    /// <summary>The error for a variable that there is not, or not here.</summary>
    public TemplateFault Unknown(string name)
    {
        var names = string.Join(", ", _names.Order(StringComparer.Ordinal));
        return _around?.Knows(name) == true
            ? new($"'{name}' cannot be read inside of {{% services %}}, so that a Service is rendered again only when it changes; what can is {names}, and what is assigned there.")
            : new($"unknown variable '{name}'" + Meant.Or(name, names.Split(", "), $"the variables are {names}, and what the template assigns."));
    }

    /// <summary>Here is the block of Services.</summary>
    /// <exception cref="TemplateFault">It cannot be here.</exception>
    public ValueTask<Completion> WriteServices(IReadOnlyList<Statement> body, TextWriter writer)
    {
        if (writer is not FragmentWriter fragments)
            throw new TemplateFault("{% services %} cannot stand inside of {% capture %} or of another {% services %}.");
        if (_loopDepth > 0)
            throw new TemplateFault("{% services %} cannot stand inside of {% for %}.");

        fragments.AddBlock(body);
        return new(Completion.Normal);
    }

    /// <summary>Counts work done.</summary>
    /// <exception cref="TemplateFault">Too much of it: a loop that runs away would hold up every change.</exception>
    public void Step(long steps = 1)
    {
        var limit = _around is null ? StepLimit : ServiceStepLimit;
        if ((_stepsTaken += steps) > limit)
            throw new TemplateFault($"more than {limit:N0} steps were taken. Look for loops inside of loops.");
    }

    /// <summary>What follows may be rendered more than once, until <see cref="LeaveLoop"/>.</summary>
    public void EnterLoop() => _loopDepth++;

    /// <summary>Ends what <see cref="EnterLoop"/> began.</summary>
    public void LeaveLoop() => _loopDepth--;

    /// <summary>Goes one file deeper. <see cref="Leave"/> comes back.</summary>
    /// <exception cref="TemplateFault">Too deep.</exception>
    public ParsedFile Enter(string name)
    {
        if (_includeDepth == IncludeLimit)
            throw new TemplateFault($"includes are nested more than {IncludeLimit} deep. Look for a file that includes itself.");

        var file = _includes.Get(name);
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

    private bool Knows(string name) => _names.Contains(name) || GetValue(name) is not Fluid.Values.UndefinedValue;
}
