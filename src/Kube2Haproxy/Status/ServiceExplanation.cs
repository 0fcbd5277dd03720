using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Wording;

namespace Kube2Haproxy.Status;

/// <summary>Where one Service is served, or why it is not, in lines for humans.</summary>
internal sealed class ServiceExplanation
{
    private readonly NamespacedName _name;
    private readonly StatusDocument _status;
    private readonly IReadOnlyList<StatusDocument.ServedPort> _ports;
    private readonly List<StatusDocument.SkippedService> _skipped;
    private readonly List<StatusDocument.WrongAnnotation> _ignored;
    private readonly List<StatusDocument.RefusedPart> _refused;

    private readonly bool _isLeftOut;

    private ServiceExplanation(NamespacedName name, StatusDocument status)
    {
        (_name, _status) = (name, status);
        _ports = status.Services.FirstOrDefault(one => name == new NamespacedName(one.Namespace, one.Name))?.Ports ?? [];
        _skipped = [.. status.Skipped.Where(one => name == new NamespacedName(one.Namespace, one.Name))];
        _ignored = [.. status.IgnoredAnnotations.Where(one => name == new NamespacedName(one.Namespace, one.Name))];
        _isLeftOut = status.Daemons
            .Where(static daemon => daemon.Name == "haproxy")
            .SelectMany(static daemon => daemon.Quarantined)
            .Any(one => !one.Served && name == new NamespacedName(one.Namespace, one.Name));
        _refused = [.. status.Source.Refused.Where(one => one.Namespace == name.Namespace && one.Name == name.Name)];
    }

    /// <summary>All that the daemon knows of the Service; what is wrong with the daemon itself comes first.</summary>
    public static IEnumerable<string> Lines(NamespacedName name, StatusDocument status) => new ServiceExplanation(name, status).Lines();

    private IEnumerable<string> Lines() =>
    [
        .. StatusWording.Paused(_status),
        Verdict(),
        .. IsKnown ? [] : Unknown(),
        .. StatusWording.Section("Wrong with kube2haproxy itself now:", StatusWording.Faults(_status)),
        .. StatusWording.Section(
            "Held back, as it is now:", StatusWording.Quarantined(_status, one => _name == new NamespacedName(one.Namespace, one.Name))),
        .. StatusWording.Section(_isLeftOut ? "Would be served:" : "Served:", Served()),
        .. StatusWording.Section("Not served:", _skipped.Select(skip => $"{Part(skip)} ({skip.Reason}): {skip.Explanation}")),
        .. StatusWording.Section("Ignored annotations:", _ignored.Select(StatusWording.Ignored)),
        .. StatusWording.Section(
            "Refused, as it is now; its last good state stays in force, if there was one:", _refused.Select(StatusWording.Refused)),
        .. StatusWording.Section("Refused, and perhaps endpoints of it:", PerhapsEndpoints().Select(StatusWording.Refused)),
        .. StatusWording.Section("Refused, and perhaps it:", PerhapsIt().Select(StatusWording.Refused)),
    ];

    private bool IsKnown => _ports.Count > 0 || _skipped.Count > 0 || _refused.Count > 0;

    private string Verdict() => this switch
    {
        { IsKnown: false, _status.Source.Synced: false } => $"Nothing is known of {_name}: the Services have not been listed yet.",
        { IsKnown: false } => $"There is no Service {_name} in what this daemon sees.",
        { _ports.Count: 0 } => $"{_name} is not served.",
        { _isLeftOut: true } => $"{_name} is not served: HAProxy refuses it as it is now.",
        _ when _ports.All(port => port.Servers.Ready == 0) => $"{_name} is served, but none of its endpoints is ready.",
        { _skipped.Count: > 0 } => $"{_name} is served in part.",
        _ => $"{_name} is served.",
    };

    private IEnumerable<string> Served()
    {
        if (_ports.Count == 0)
            return [];

        var rows = _ports.Select(port => new[]
        {
            $"{port.Port}{(port.Name.Length > 0 ? $" ({port.Name})" : "")}",
            string.Join(", ", port.Addresses),
            port.Backend,
            $"{port.Servers.Ready}",
            $"{port.Servers.Draining}",
        });
        string[] header = ["port", "addresses", "backend", "ready", "draining"];
        var remedy = _ports.Any(port => port.Servers.Ready == 0)
            ? new[]
            {
                "A port without a server that is ready: its connections are refused. What the endpoints say:",
                $"  kubectl -n {_name.Namespace} get endpointslices -l kubernetes.io/service-name={_name.Name} -o yaml",
            }
            : [];
        return [.. StatusWording.Table([header, .. rows]), .. remedy];
    }

    private static string Part(StatusDocument.SkippedService skip) =>
        StatusWording.Part(skip) is { Length: > 0 } part ? part[1..] : "all of it";

    /// <summary>Which Service an object that cannot be read belongs to nobody can say; the cluster names slices after theirs.</summary>
    private IEnumerable<StatusDocument.RefusedPart> PerhapsEndpoints() => _status.Source.Refused.Where(one =>
        one.Resource != "services" && one.Namespace == _name.Namespace
        && one.Name?.StartsWith(_name.Name + "-", StringComparison.Ordinal) == true);

    private IEnumerable<StatusDocument.RefusedPart> PerhapsIt() => IsKnown ? [] : _status.Source.Refused.Where(one => one.Name is null);

    /// <summary>Why one that the cluster has may not be seen.</summary>
    private IEnumerable<string> Unknown()
    {
        var selection = _status.Selection;
        if (selection.Namespaces.Count > 0)
            yield return $"It looks only at Services:Namespaces: {string.Join(", ", selection.Namespaces)}.";
        if (selection.Selector.Length > 0)
            yield return $"It looks only at Services whose labels match Services:Selector: {selection.Selector}.";

        var known = _status.Services.Select(one => $"{one.Namespace}/{one.Name}")
            .Concat(_status.Skipped.Select(one => $"{one.Namespace}/{one.Name}"));
        if (NearestWord.Of(_name.ToString(), known) is { } near)
            yield return $"Did you mean {near}?";
    }
}
