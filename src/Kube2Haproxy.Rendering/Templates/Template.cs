using Fluid;
using Fluid.Ast;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Rendering.Fragments;
using Kube2Haproxy.Rendering.Templates.Language;
using Kube2Haproxy.Rendering.Templates.Model;

namespace Kube2Haproxy.Rendering.Templates;

/// <summary>A template that has been read and parsed, with what it includes. One thread at a time calls it.</summary>
/// <remarks>
/// It keeps what it gave before, and renders anew only what can have become another: the text around the blocks of Services when a variable
/// that some file reads has changed, a Service in a block when the Service has. The result is the same bytes as without.
/// </remarks>
internal sealed class Template
{
    // What a Service is called in its block.
    private const string ServiceVariable = "service";

    private readonly ParsedFile _file;
    private readonly IncludedFiles _includes;
    private readonly Dictionary<IReadOnlyList<Statement>, BlockCache> _blocks = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<RootVariable> _variables = [];
    private RenderContext? _around;
    private IReadOnlyList<Segment> _segments = [];
    private VariableValues _inServices = new([], []);

    private Template(ParsedFile file, IncludedFiles includes)
    {
        _file = file;
        _includes = includes;
    }

    /// <summary>What it consists of. Another one when a rendering has included a file that none before had.</summary>
    public TemplateVersion Version => _includes.Version;

    /// <summary>Whether one of the fragments that were rendered last has a fault.</summary>
    public bool HasFaults { get; private set; }

    /// <summary>Reads and parses what the files hold now.</summary>
    /// <exception cref="TemplateException">A file cannot be read or parsed, or uses an unknown tag or filter.</exception>
    public static Template Load(TemplateFiles files)
    {
        var includes = new IncludedFiles(files);
        return new Template(includes.Parse(files.Name, files.ReadTemplate()), includes);
    }

    /// <summary>
    /// The whole configuration. The same arguments give the same text. In a block, what is wrong with one Service is a fault of its fragment.
    /// </summary>
    /// <exception cref="TemplateException">The template uses an unknown name, misuses a value, or exceeds a limit.</exception>
    public IReadOnlyList<Fragment> Render(ClusterView view, TemplateData data)
    {
        var variables = data.Variables(view);
        var inServices = variables.Where(static variable => variable.InServices).ToList();
        if (_variables.Count == 0 || HasChanged(inServices))
        {
            _blocks.Clear();
            _inServices = VariableValues.Of(inServices, _includes).And(ServiceVariable);
        }

        if (_around is null || HasChanged(variables))
            RenderAround(variables);

        _variables = variables;
        HasFaults = false;
        var fragments = new List<Fragment>(_segments.Count + view.Services.Count);
        foreach (var segment in _segments)
        {
            if (segment is Segment.Plain plain)
                fragments.Add(plain.Fragment);
            else if (segment is Segment.Block block)
            {
                var cache = Cache(block.Body);
                fragments.AddRange(cache.Render(view.Services));
                HasFaults |= cache.HasFaults;
            }
        }

        return fragments;
    }

    private void RenderAround(IReadOnlyList<RootVariable> variables)
    {
        _around = null;
        var context = new RenderContext(_includes, VariableValues.Of(variables, _includes));
        using var writer = new FragmentWriter();
        Write(_file.Statements, writer, context);
        _segments = writer.Take();
        _around = context;
    }

    private BlockCache Cache(IReadOnlyList<Statement> body)
    {
        if (!_blocks.TryGetValue(body, out var cache))
            _blocks[body] = cache = new BlockCache((service, writer) => WriteService(body, service, writer));

        return cache;
    }

    private void WriteService(IReadOnlyList<Statement> body, ExposedService service, TextWriter writer)
    {
        var context = new RenderContext(_includes, _inServices, _around);
        context.SetValue(ServiceVariable, new ServiceValue(service));
        Write(body, writer, context);
    }

    private bool HasChanged(IReadOnlyList<RootVariable> variables) => variables.Any(variable =>
        _includes.Read(variable.Name)
        && !ReferenceEquals(_variables.FirstOrDefault(before => before.Name == variable.Name)?.Source, variable.Source));

    private static void Write(IReadOnlyList<Statement> statements, TextWriter writer, RenderContext context) =>
        Now.Of(statements.RenderStatementsAsync(writer, NullEncoder.Default, context));
}
