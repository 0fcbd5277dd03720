using Kube2Haproxy.Core.Annotations;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>
/// What is exposed, kept from view to view. What a Service claims depends on itself and the rules alone, never on what becomes of the
/// claims of others. So only these are looked at again: the Services that have changed, those whose endpoints have, and those that claim
/// what has another owner now.
/// </summary>
internal sealed class ExposedCluster(ClusterObjects objects)
{
    // Of every Service that the rules select.
    private readonly Dictionary<NamespacedName, ServiceClaims> _selected = [];
    private readonly Claims _claims = new();
    private readonly AssignmentPlan _plan = new();
    private readonly ServedServices _served = new();
    private readonly SortedParts<SkippedPart> _skipped = new();
    private readonly SortedParts<IgnoredAnnotation> _ignored = new();
    private ExposureRules? _rules;
    private NodeServers _nodes = new([]);
    private ClusterView _view = new([], [], []);

    /// <summary>As <see cref="ClusterStore.View"/> says.</summary>
    public ClusterView View(ExposureRules rules)
    {
        var areRulesNew = !ReferenceEquals(rules, _rules);
        var changes = objects.TakeChanges();
        var open = changes.Endpoints;
        if (areRulesNew)
            changes.Services.UnionWith(objects.Services.All.Select(service => service.Name));

        if (areRulesNew || (changes.Nodes && rules.Backends == BackendKind.NodePort))
        {
            _nodes = new NodeServers(objects.Nodes.All);
            open.UnionWith(_selected.Keys);
        }

        open.UnionWith(changes.Services.Where(name => Claim(name, rules, areRulesNew)));
        open.UnionWith(_claims.Settle());
        if (changes.Services.Count > 0)
            open.UnionWith(_plan.Renew(objects.Services.All, _selected, rules));

        // In order, so that what is new comes to the end of the sorted lists.
        var exposure = new Exposure(rules, _claims, _nodes);
        foreach (var name in open.Order())
            Expose(name, exposure);

        _rules = rules;
        return Snapshot();
    }

    /// <summary>False where the Service claims, and is, what it was.</summary>
    private bool Claim(NamespacedName name, ExposureRules rules, bool areRulesNew)
    {
        var service = objects.Services.Find(name);
        if (_selected.Remove(name, out var before))
        {
            if (service is not null && before.Service.SaysTheSameAs(service))
            {
                // What a template sees of it stays the same instance.
                service = before.Service;
                if (!areRulesNew)
                {
                    _selected.Add(name, before);
                    return false;
                }
            }

            _claims.Remove(before);
        }

        if (service is not null && ServiceClaims.Of(service, rules) is { } now)
        {
            _selected.Add(name, now);
            _claims.Add(now);
        }

        return true;
    }

    private void Expose(NamespacedName name, Exposure exposure)
    {
        var skipped = new List<SkippedPart>();
        var claims = _selected.GetValueOrDefault(name);
        if (claims is not null)
        {
            skipped.AddRange(claims.Skipped);
            skipped.AddRange(_plan.Exhausted(name));
        }

        _served.Set(name, claims is null ? null : exposure.Of(claims, objects.EndpointsOf(name), skipped));
        _skipped.Set(name,
        [
            .. skipped.OrderBy(skip => skip.Port)
                .ThenBy(skip => skip.Address, AddressOrder.Instance)
                .ThenBy(skip => skip.Explanation, StringComparer.Ordinal),
        ]);
        _ignored.Set(name, claims?.Service.Settings.Ignored ?? []);
    }

    private ClusterView Snapshot()
    {
        var now = new ClusterView(_served.All, _served.Addresses, _skipped.All)
        {
            IgnoredAnnotations = _ignored.All,
            Assignments = _plan.Assignments,
        };

        // Records compare lists by reference.
        return now == _view ? _view : _view = now;
    }
}
