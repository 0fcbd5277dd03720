using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>Old and new text → the plan. Pure but for what it remembers of the last texts; not for several callers at once.</summary>
/// <param name="haproxy">The version that runs; of 2.6 and 3.0 it is known what they can do.</param>
internal sealed class Planner(Version haproxy)
{
    private SectionedText? _last;

    /// <summary>How to get from one to the other.</summary>
    /// <param name="running">What HAProxy was started with, and every plan since.</param>
    /// <param name="wanted">What it is to run.</param>
    public Plan Plan(IReadOnlyList<Fragment> running, IReadOnlyList<Fragment> wanted)
    {
        var old = Read(running);
        var next = old.With(wanted);

        // Most often it is what runs the next time.
        _last = next;
        return new TextDifference(old, next, haproxy).Find();
    }

    /// <summary>
    /// The running text with those Services as wanted whose change alone needs no reload: what commands can bring while the rest waits for one.
    /// All other text is the running one's, and so are Services whose number of texts differs.
    /// </summary>
    /// <returns>The running list where there are none.</returns>
    public IReadOnlyList<Fragment> Part(IReadOnlyList<Fragment> running, IReadOnlyList<Fragment> wanted)
    {
        var places = ServicePlaces.Of(running);
        var changed = new List<IReadOnlyList<(int Running, int Wanted)>>();
        foreach (var (service, texts) in ServicePlaces.Of(wanted))
        {
            if (!places.TryGetValue(service, out var before) || before.Count != texts.Count)
                continue;

            var pairs = before.Zip(texts).Where(pair => running[pair.First].Text != wanted[pair.Second].Text).ToList();
            if (pairs.Count > 0)
                changed.Add(pairs);
        }

        return With(running, wanted, changed);
    }

    /// <summary>All servers that HAProxy has after a start from the text.</summary>
    public IReadOnlyList<BackendServers> Backends(IReadOnlyList<Fragment> fragments)
    {
        var first = 0;
        return Backends(fragments, ref first, int.MaxValue);
    }

    /// <summary>The servers of these backends, in the order of the text.</summary>
    public IEnumerable<BackendServers> Backends(IReadOnlyList<Fragment> fragments, IReadOnlySet<string> names)
    {
        var text = _last = Read(fragments);
        var indexes = Enumerable.Range(0, text.Sections.Length)
            .Where(index => text.SectionAt(index) is { HasServers: true } section && names.Contains(section.Name));
        return indexes.Select(index => BackendServers.Of(text.Contents(index, haproxy), haproxy));
    }

    /// <summary>The servers of some of its sections.</summary>
    /// <param name="fragments">The text.</param>
    /// <param name="next">From this section on, until there are enough; then the one to go on with, 0 after the last.</param>
    /// <param name="least">So many servers are enough.</param>
    public IReadOnlyList<BackendServers> Backends(IReadOnlyList<Fragment> fragments, ref int next, int least)
    {
        var text = _last = Read(fragments);
        var backends = new List<BackendServers>();
        for (var count = 0; next < text.Sections.Length && count < least; next++)
        {
            if (!text.Sections[next].HasServers)
                continue;

            var backend = BackendServers.Of(text.Contents(next, haproxy), haproxy);
            backends.Add(backend);
            count += backend.Servers.Count;
        }

        if (next >= text.Sections.Length)
            next = 0;
        return backends;
    }

    /// <summary>All of them at once where that is no reload, else each half by itself: most often few of them need one.</summary>
    private IReadOnlyList<Fragment> With(
        IReadOnlyList<Fragment> running, IReadOnlyList<Fragment> wanted, List<IReadOnlyList<(int Running, int Wanted)>> changed)
    {
        if (changed.Count == 0)
            return running;

        var next = running.ToArray();
        foreach (var (place, text) in changed.SelectMany(static pairs => pairs))
            next[place] = wanted[text];
        if (Plan(running, next) is not Planning.Plan.Reload)
            return next;

        var half = changed.Count / 2;
        return half == 0 ? running : With(With(running, wanted, changed[..half]), wanted, changed[half..]);
    }

    private SectionedText Read(IReadOnlyList<Fragment> fragments) => _last?.With(fragments) ?? SectionedText.Read(fragments);
}
