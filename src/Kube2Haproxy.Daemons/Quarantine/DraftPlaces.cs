using System.Text.RegularExpressions;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Daemons.Quarantine;

/// <summary>Which Service a line or a section of a draft's text is of.</summary>
internal sealed partial class DraftPlaces
{
    private readonly IReadOnlyList<Fragment> _fragments;

    /// <summary>The first line of each fragment, from 1.</summary>
    private readonly int[] _firstLines;

    private readonly Lazy<ILookup<string, NamespacedName>> _sections;

    public DraftPlaces(Draft draft)
    {
        _fragments = draft.Fragments;
        _firstLines = new int[_fragments.Count];
        var line = 1;
        for (var i = 0; i < _fragments.Count; i++)
        {
            _firstLines[i] = line;
            line += _fragments[i].Text.AsSpan().Count('\n');
        }

        _sections = new(() => (
            from fragment in _fragments
            where fragment.Service is not null
            from Match header in Header().Matches(fragment.Text)
            select (Name: header.Groups["name"].Value, Service: fragment.Service.GetValueOrDefault()))
            .ToLookup(static section => section.Name, static section => section.Service, StringComparer.Ordinal));
    }

    /// <summary>Whose text is on the line; several where one's ends and the next one's begins, the last one first.</summary>
    /// <param name="line">From 1.</param>
    public IEnumerable<NamespacedName> On(int line)
    {
        // Those that begin on the line, and the last one before that has a text.
        var next = FirstAfter(line);
        for (var i = next - 1; i >= 0; i--)
        {
            if (_fragments[i].Text.Length == 0)
                continue;
            if (EndLine(i) >= line && _fragments[i].Service is { } service)
                yield return service;
            if (_firstLines[i] < line)
                break;
        }
    }

    /// <summary>Who opens a section of this name.</summary>
    public IEnumerable<NamespacedName> Of(string section) => _sections.Value[section];

    /// <summary>The same line in the Service's own text, its fragments one after the other, from 1; null where it is not in it.</summary>
    public int? LineIn(NamespacedName service, int line)
    {
        var before = 0;
        for (var i = 0; i < _fragments.Count; i++)
        {
            if (_fragments[i].Service != service || _fragments[i].Text.Length == 0)
                continue;
            if (_firstLines[i] <= line && line <= EndLine(i))
                return before + line - _firstLines[i] + 1;
            before += EndLine(i) - _firstLines[i] + 1;
        }

        return null;
    }

    private int EndLine(int i)
    {
        var text = _fragments[i].Text;
        return _firstLines[i] + text.AsSpan().Count('\n') - (text.EndsWith('\n') ? 1 : 0);
    }

    /// <summary>Index of the first fragment that begins after the line.</summary>
    private int FirstAfter(int line)
    {
        var (low, high) = (0, _firstLines.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _firstLines[middle] > line ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    /// <summary>A section as either daemon opens it: HAProxy's <c>backend NAME</c>, Keepalived's <c>vrrp_instance NAME {</c>.</summary>
    [GeneratedRegex(
        @"^[ \t]*(frontend|backend|listen|defaults|peers|resolvers|userlist|cache|mailers|ring|http-errors|fcgi-app|log-forward|program|"
        + @"vrrp_\w+|virtual_server)[ \t]+(?<name>[^\s{]+)", RegexOptions.Multiline)]
    private static partial Regex Header();
}
