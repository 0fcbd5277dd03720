using System.Collections.Concurrent;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>What one template includes. Files that are named outright are parsed with the template, others when they are first used.</summary>
/// <remarks>
/// That may be by several threads at once, which render a Service each. A file is known only when all that it includes is: so what is wrong in
/// there is told for each Service that includes it, whichever comes first.
/// </remarks>
internal sealed class IncludedFiles(TemplateFiles files)
{
    private readonly ConcurrentDictionary<string, ParsedFile> _known = new(StringComparer.Ordinal);
    private readonly List<ParsedFile> _all = [];
    private TemplateVersion? _version;
    private readonly Lock _parsing = new();

    /// <summary>All that is known. The same instance until another file is. Not to be asked during a rendering.</summary>
    public TemplateVersion Version => _version ??= new TemplateVersion(
        files.Name, _all.DistinctBy(static file => file.Name).ToDictionary(static file => file.Name, static file => file.Text));

    /// <summary>Parses the template, and then each file that it includes by name.</summary>
    /// <exception cref="TemplateException">One of them cannot be read or parsed.</exception>
    public ParsedFile Parse(string file, string text)
    {
        var template = Grammar.Parse(file, text);
        Know(found => FindIncludes(template, found));
        _all.Add(template);
        return template;
    }

    /// <summary>Whether a file reads this variable, or may do so. Not to be asked during a rendering.</summary>
    public bool Read(string variable) => _all.Exists(file => file.Variables is null || file.Variables.Contains(variable));

    /// <summary>The file that a template calls so.</summary>
    /// <exception cref="TemplateFault">There is no such file.</exception>
    /// <exception cref="TemplateException">It cannot be read or parsed.</exception>
    public ParsedFile Get(string name) => _known.TryGetValue(name, out var file) ? file : Parsed(name);

    private ParsedFile Parsed(string name)
    {
        Know(found => Find(name, found));
        return _known[name];
    }

    private void Know(Action<Dictionary<string, ParsedFile>> find)
    {
        lock (_parsing)
        {
            var found = new Dictionary<string, ParsedFile>(StringComparer.Ordinal);
            find(found);
            foreach (var (name, file) in found)
            {
                _known[name] = file;
                _all.Add(file);
                _version = null;
            }
        }
    }

    private void Find(string name, Dictionary<string, ParsedFile> found)
    {
        if (_known.ContainsKey(name) || found.ContainsKey(name))
            return;

        var (path, text) = files.ReadInclude(name);
        // Found before its own includes are: a file may include itself.
        found[name] = Grammar.Parse(path, text);
        FindIncludes(found[name], found);
    }

    private void FindIncludes(ParsedFile file, Dictionary<string, ParsedFile> found)
    {
        foreach (var (name, place) in file.Includes)
        {
            try
            {
                Find(name, found);
            }
            catch (TemplateFault fault)
            {
                throw new TemplateException(fault.Message, place);
            }
        }
    }
}
