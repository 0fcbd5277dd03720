namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>From one text to the other, section by section.</summary>
/// <param name="old">What runs.</param>
/// <param name="wanted">What is to run. A section that is the same instance in both costs a comparison of references.</param>
/// <param name="haproxy">The version.</param>
internal sealed class TextDifference(SectionedText old, SectionedText wanted, Version haproxy)
{
    private readonly List<ProxyDifference> _found = [];

    /// <summary>The plan.</summary>
    public Plan Find()
    {
        var pairs = SectionPairs.Of(old, wanted);
        if (pairs.IsInPlace && pairs.Differing.Count == 0)
            return new Plan.Nothing();

        return Moved(pairs)
            ?? First(pairs, Conditional)
            ?? First(pairs, Shared)
            ?? First(pairs, Proxy)
            ?? Named()
            ?? Changes();
    }

    private static Plan.Reload? First(SectionPairs pairs, Func<int, int, Plan.Reload?> reload) =>
        pairs.Differing.Select(pair => reload(pair.Old, pair.Wanted)).FirstOrDefault(static found => found is not null);

    private Plan.Reload? Moved(SectionPairs pairs) => pairs.Reload ?? (!pairs.IsInPlace && (old.HasConditions || wanted.HasConditions)
        ? new Plan.Reload(ReloadReason.Conditional, "Sections stand in another order, and some depend on conditions.")
        : null);

    private Plan.Reload? Conditional(int before, int after) =>
        old.Sections[before].IsConditional || wanted.Sections[after].IsConditional || IsConditional(old, before) || IsConditional(wanted, after)
            ? new Plan.Reload(ReloadReason.Conditional, $"{wanted.Sections[after].Title}: it differs, and depends on conditions.")
            : null;

    private static bool IsConditional(SectionedText text, int index) => text.DefaultsOf(index) is { } defaults && text.Sections[defaults].IsConditional;

    private Plan.Reload? Shared(int before, int after)
    {
        var section = wanted.Sections[after];
        return section.IsProxy ? null : Whole(old.Sections[before], section, ReloadReason.Global);
    }

    private Plan.Reload? Proxy(int before, int after)
    {
        var section = wanted.Sections[after];
        if (!section.IsProxy)
            return null;
        if (!section.HasServers)
            return Whole(old.Sections[before], section, ReloadReason.SectionChanged);

        var difference = new ProxyDifference(old.Contents(before, haproxy), wanted.Contents(after, haproxy));
        _found.Add(difference);
        return difference.Find(haproxy);
    }

    private static Plan.Reload? Whole(Section before, Section after, ReloadReason reason) =>
        Lines.Difference([.. before.Lines().Select(static line => line.Text)], [.. after.Lines().Select(static line => line.Text)])
            is { } differing
            ? new Plan.Reload(reason, $"{after.Title}: {differing} differs.")
            : null;

    /// <summary>The rules are the same in both texts.</summary>
    private Plan.Reload? Named()
    {
        foreach (var (server, section) in
            from difference in _found
            from change in difference.Removed
            from section in wanted.Naming
            select (change.Server, section))
        {
            if (ServerReferences.Names(section, server.Name))
            {
                return new Plan.Reload(
                    ReloadReason.ServerNamed, $"backend {server.Backend}, server {server.Name}: it is gone, and {section.Title} may name it.");
            }
        }

        return null;
    }

    private Plan Changes()
    {
        IReadOnlyList<ServerChange> changes =
        [
            .. _found.SelectMany(static difference => difference.Added),
            .. _found.SelectMany(static difference => difference.Set),
            .. _found.SelectMany(static difference => difference.Removed),
        ];
        return changes.Count == 0 ? new Plan.FileOnly()
            : new Plan.Runtime(changes, [.. _found.Where(static difference => difference.IsChange).Select(difference => difference.Wanted(haproxy))]);
    }
}
