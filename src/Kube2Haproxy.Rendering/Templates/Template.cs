using Fluid;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Rendering.Templates.Language;

namespace Kube2Haproxy.Rendering.Templates;

/// <summary>A template that has been read and parsed, with what it includes. One thread at a time renders it.</summary>
internal sealed class Template
{
    private readonly ParsedFile _file;
    private readonly IncludedFiles _includes;

    private Template(ParsedFile file, IncludedFiles includes)
    {
        _file = file;
        _includes = includes;
    }

    /// <summary>Reads and parses what the files hold now.</summary>
    /// <exception cref="TemplateException">A file cannot be read or parsed, or uses an unknown tag or filter.</exception>
    public static Template Load(TemplateFiles files)
    {
        var includes = new IncludedFiles(files);
        return new Template(includes.Parse(files.Name, files.ReadTemplate()), includes);
    }

    /// <summary>The whole configuration. The same arguments give the same text.</summary>
    /// <exception cref="TemplateException">The template uses an unknown name, misuses a value, or exceeds a limit.</exception>
    public string Render(ClusterView view, TemplateData data)
    {
        var context = new RenderContext(_includes);
        foreach (var (name, value) in data.Variables(view))
            context.SetVariable(name, value);

        using var text = new StringWriter();
        // Nothing in it waits: the files are in memory and no value is asynchronous.
        _file.Statements.RenderStatementsAsync(text, NullEncoder.Default, context).AsTask().GetAwaiter().GetResult();
        return text.ToString();
    }
}
