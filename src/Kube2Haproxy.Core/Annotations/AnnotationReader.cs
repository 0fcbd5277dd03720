using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Wording;

namespace Kube2Haproxy.Core.Annotations;

/// <summary>The annotations of one Service → the settings of its ports.</summary>
internal sealed class AnnotationReader(NamespacedName service, IReadOnlyList<ServicePort> ports)
{
    private readonly List<IgnoredAnnotation> _ignored = [];

    // Those of the whole Service have no port.
    private readonly Dictionary<(Annotation Annotation, string? Port), Given> _given = [];

    public ServiceSettings Read(IReadOnlyDictionary<string, string> annotations)
    {
        foreach (var (key, text) in annotations)
        {
            if (key.StartsWith(AnnotationTable.Prefix, StringComparison.Ordinal))
                Take(key, text);
        }

        // A Service that lists a name twice is refused elsewhere.
        var settings = new Dictionary<string, PortSettings>(StringComparer.Ordinal);
        foreach (var port in ports)
            settings[port.Name] = new PortSettings(Effective(port.Name));

        foreach (var ((annotation, _), given) in _given.Where(one => one.Value is { WasTried: true, HasEffect: false }))
        {
            var (name, values) = annotation.Needs!.Value;
            Ignore(given.Key, given.Text, $"It has no effect without {AnnotationTable.Prefix}{name}: {string.Join(" or ", values)}.");
        }

        return new ServiceSettings(settings, [.. _ignored.OrderBy(one => one.Name, StringComparer.Ordinal)]);
    }

    private void Take(string key, string text)
    {
        // A port's name has no dot, nor has an annotation's.
        var name = key[AnnotationTable.Prefix.Length..];
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var port = dot < 0 ? null : name[(dot + 1)..];
        name = dot < 0 ? name : name[..dot];

        if (AnnotationTable.Find(name) is not { } annotation)
            Ignore(key, text, Unknown("annotation", name, AnnotationTable.Prefix, AnnotationTable.All.Select(one => one.Name)));
        else if (port is not null && (port.Length == 0 || !ports.Any(one => one.Name == port)))
            Ignore(key, text, Unknown("port", port, $"{annotation.Key}.", ports.Select(one => one.Name).Where(one => one.Length > 0)));
        else if (annotation.Read(text) is not { } value)
            Ignore(key, text, $"It must be {annotation.Right}.");
        else
            _given.Add((annotation, port), new Given(key, text, value));
    }

    /// <summary>A port's own value wins; what needs another annotation counts only with it.</summary>
    private Dictionary<Annotation, string> Effective(string port)
    {
        var effective = new Dictionary<Annotation, string>();
        foreach (var annotation in AnnotationTable.All)
        {
            if (!_given.TryGetValue((annotation, port), out var given) && !_given.TryGetValue((annotation, null), out given))
                continue;

            given.WasTried = true;
            if (annotation.Needs is not { } needs
                || (AnnotationTable.Find(needs.Name) is { } other && needs.Values.Contains(effective.GetValueOrDefault(other))))
            {
                given.HasEffect = true;
                effective[annotation] = given.Value;
            }
        }

        return effective;
    }

    private void Ignore(string key, string text, string explanation) =>
        _ignored.Add(new IgnoredAnnotation(service, Quoted.Of(key), Quoted.Of(text), explanation));

    private static string Unknown(string kind, string word, string before, IEnumerable<string> known)
    {
        var all = known.ToList();
        if (NearestWord.Of(word, all) is { } near)
            return $"There is no such {kind}; did you mean {before}{near}?";

        return all.Count > 0
            ? $"There is no such {kind}; there {(all.Count > 1 ? "are" : "is")} {string.Join(", ", all)}."
            : $"There is no such {kind}; the Service has no named one.";
    }

    private sealed record Given(string Key, string Text, string Value)
    {
        /// <summary>Some port has no other value.</summary>
        public bool WasTried { get; set; }

        /// <summary>At some port.</summary>
        public bool HasEffect { get; set; }
    }
}
