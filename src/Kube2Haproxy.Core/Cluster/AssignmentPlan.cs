namespace Kube2Haproxy.Core.Cluster;

/// <summary>Which Services are to get which addresses of Services:Pools, and which get none.</summary>
internal sealed class AssignmentPlan
{
    private Dictionary<NamespacedName, List<SkippedPart>> _exhausted = [];

    /// <summary>The older Service first. Never changed: another instance each time that one has.</summary>
    public IReadOnlyList<AddressAssignment> Assignments { get; private set; } = [];

    /// <summary>The families in which no address is left for the Service.</summary>
    public IReadOnlyList<SkippedPart> Exhausted(NamespacedName service) => _exhausted.GetValueOrDefault(service) ?? [];

    /// <summary>Makes the whole plan anew, and returns those for which an address may have run out, or may have come.</summary>
    /// <param name="all">As they are in the cluster, in any order.</param>
    /// <param name="selected">What those that the rules select claim.</param>
    /// <param name="rules">The rules.</param>
    public IReadOnlyCollection<NamespacedName> Renew(
        IReadOnlyCollection<Service> all, IReadOnlyDictionary<NamespacedName, ServiceClaims> selected, ExposureRules rules)
    {
        var skipped = new List<SkippedPart>();
        IReadOnlyList<AddressAssignment> assignments = rules.Pools.Count == 0
            ? []
            : AddressAssignments.Of(all.Where(IsBalanced).OrderBy(Claimant.Of), all, rules, skipped);
        if (!assignments.SequenceEqual(Assignments))
            Assignments = assignments;

        var before = _exhausted;
        _exhausted = skipped.GroupBy(skip => skip.Service).ToDictionary(group => group.Key, group => group.ToList());
        return [.. before.Keys, .. _exhausted.Keys];

        bool IsBalanced(Service service) =>
            service.LoadBalancer?.Class == rules.LoadBalancerClass
            && rules.Addresses.Contains(AddressKind.LoadBalancer)
            && selected.TryGetValue(service.Name, out var claims)
            && claims.Ports.Count > 0;
    }
}
