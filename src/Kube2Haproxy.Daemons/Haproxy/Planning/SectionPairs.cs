namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>Which section of one text is which of another.</summary>
internal sealed class SectionPairs
{
    private readonly List<(int Old, int Wanted)> _differing = [];

    private SectionPairs()
    {
    }

    /// <summary>By index in either; those with the same text are left out.</summary>
    public IReadOnlyList<(int Old, int Wanted)> Differing => _differing;

    /// <summary>Whether both have the same sections in the same order.</summary>
    public bool IsInPlace { get; private init; }

    /// <summary>Where one has no counterpart.</summary>
    public Plan.Reload? Reload { get; private set; }

    public static SectionPairs Of(SectionedText old, SectionedText wanted)
    {
        var pairs = new SectionPairs { IsInPlace = true };
        var before = old.Sections;
        var after = wanted.Sections;
        for (var i = 0; pairs.IsInPlace && i < before.Length && before.Length == after.Length; i++)
        {
            if (ReferenceEquals(before[i], after[i]))
                continue;
            if (!before[i].IsSameAs(after[i]))
                return Moved(old, wanted);
            if (!before[i].HasSameText(after[i]))
                pairs._differing.Add((i, i));
        }

        return before.Length == after.Length ? pairs : Moved(old, wanted);
    }

    /// <summary>
    /// What others build on must stand in its order, and a proxy behind the same of it (<c>defaults</c>; <c>setenv</c> in <c>global</c>). Apart from
    /// that, the order of proxies says nothing.
    /// </summary>
    private static SectionPairs Moved(SectionedText old, SectionedText wanted)
    {
        var pairs = new SectionPairs();
        if (!old.Shared.Select(index => old.Sections[index].Title).SequenceEqual(wanted.Shared.Select(index => wanted.Sections[index].Title)))
        {
            pairs.Reload = new Plan.Reload(ReloadReason.Global, "Sections that others build on came, went or moved.");
            return pairs;
        }

        foreach (var (before, after) in old.Shared.Zip(wanted.Shared))
            pairs.Add(old, before, wanted, after);

        var (places, wantedPlaces) = (Places(old), Places(wanted));
        foreach (var (name, (after, place)) in wantedPlaces)
        {
            if (!places.TryGetValue(name, out var before))
                pairs.Reload ??= new Plan.Reload(ReloadReason.SectionAdded, $"{name} is new.");
            else if (before.Place != place)
                pairs.Reload ??= new Plan.Reload(ReloadReason.SectionChanged, $"{name} stands behind other defaults now.");
            else
                pairs.Add(old, before.Index, wanted, after);
        }

        // Nothing is removed from an ordered dictionary on the way: each time it moves all that stands behind.
        if (places.Keys.FirstOrDefault(name => !wantedPlaces.ContainsKey(name)) is { } gone)
            pairs.Reload ??= new Plan.Reload(ReloadReason.SectionRemoved, $"{gone} is gone.");
        return pairs;
    }

    private void Add(SectionedText old, int before, SectionedText wanted, int after)
    {
        if (!old.Sections[before].HasSameText(wanted.Sections[after]))
            _differing.Add((before, after));
    }

    /// <summary>The proxies in their order, each with its index and how many sections that others build on stand before it.</summary>
    private static OrderedDictionary<string, (int Index, int Place)> Places(SectionedText text)
    {
        var places = new OrderedDictionary<string, (int, int)>(text.Sections.Length, StringComparer.Ordinal);
        var place = 0;
        for (var i = 0; i < text.Sections.Length; i++)
        {
            // HAProxy refuses two of one name; should it ever not, the second one is another section.
            var title = text.Sections[i].Title;
            if (!text.Sections[i].IsProxy)
                place++;
            else if (!places.TryAdd(title, (i, place)))
                places.Add($"{title} (number {i})", (i, place));
        }

        return places;
    }
}
