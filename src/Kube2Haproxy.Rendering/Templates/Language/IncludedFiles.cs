using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>What one template includes. Files that are named outright are parsed with the template, others when they are first used.</summary>
internal sealed class IncludedFiles(TemplateFiles files)
{
    private readonly Dictionary<string, ParsedFile> _parsed = [];
    private readonly List<ParsedFile> _all = [];
    private readonly Dictionary<string, string> _texts = [];
    private TemplateVersion? _version;

    /// <summary>All that has been read. The same instance until another file is.</summary>
    public TemplateVersion Version => _version ??= new TemplateVersion(files.Name, new Dictionary<string, string>(_texts));

    /// <summary>Parses a file, and then each file that it includes by name.</summary>
    /// <exception cref="TemplateException">One of them cannot be read or parsed.</exception>
    public ParsedFile Parse(string file, string text)
    {
        var parsed = Grammar.Parse(file, text);
        Add(parsed, file, text);
        return parsed;
    }

    /// <summary>Whether a file reads this variable, or may do so.</summary>
    public bool Read(string variable) => _all.Exists(file => file.Variables is null || file.Variables.Contains(variable));

    /// <summary>The file that a template calls so.</summary>
    /// <exception cref="TemplateFault">There is no such file.</exception>
    /// <exception cref="TemplateException">It cannot be read or parsed.</exception>
    public ParsedFile Get(string name)
    {
        if (_parsed.TryGetValue(name, out var known))
            return known;

        var (path, text) = files.ReadInclude(name);
        // Known before its own includes are: a file may include itself.
        var parsed = Grammar.Parse(path, text);
        _parsed[name] = parsed;
        Add(parsed, path, text);
        return parsed;
    }

    private void Add(ParsedFile parsed, string path, string text)
    {
        _all.Add(parsed);
        _texts[path] = text;
        _version = null;
        ParseAll(parsed.Includes);
    }

    private void ParseAll(IEnumerable<(string Name, TemplatePlace Place)> includes)
    {
        foreach (var (name, place) in includes)
        {
            try
            {
                Get(name);
            }
            catch (TemplateFault fault)
            {
                throw new TemplateException(fault.Message, place);
            }
        }
    }
}
