using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.IntegrationTests.Daemons.Live;

/// <summary>
/// What the file may hold: all that was rendered last; but a Service that HAProxy refuses or cannot load stays at its last good text, or is left out where it
/// had none, and a template that HAProxy refuses leaves the last good one in force.
/// </summary>
/// <remarks>Nobody knows which of the texts that came since it was last settled have run, so that each of them may be the last good one.</remarks>
internal sealed class LivePromise
{
    private static readonly IReadOnlyList<string> Out = [];

    /// <summary>What may be the last good texts of a Service.</summary>
    private readonly Dictionary<NamespacedName, List<IReadOnlyList<string>>> _lastGood = [];

    /// <summary>All that were good ever.</summary>
    private readonly Dictionary<NamespacedName, List<IReadOnlyList<string>>> _ever = [];

    /// <summary>Which may have been taken when they were new, and which may have been refused within the minute.</summary>
    private readonly HashSet<LiveTemplate> _mayBeTaken = [];
    private readonly HashSet<LiveTemplate> _mayBeRefused = [];

    private Rendering? _fallback;

    /// <summary>With the newest template.</summary>
    public Rendering? Newest { get; private set; }

    /// <summary>What is wanted now.</summary>
    public void Want(Rendering newest, Rendering? fallback)
    {
        (Newest, _fallback) = (newest, fallback);
        foreach (var rendering in new[] { newest, fallback }.OfType<Rendering>().Where(static one => !one.IsRefused))
        {
            // Who comes had none before.
            foreach (var service in rendering.Services.Except(_lastGood.Keys).ToList())
                Add(_lastGood, service, Out);
            foreach (var service in rendering.Services.Union(_lastGood.Keys).Except(rendering.Refused).ToList())
            {
                Add(_lastGood, service, rendering.Texts(service));
                Add(_ever, service, rendering.Texts(service));
            }
        }

        // One that none of its Services survives is refused itself, unless the last one had none either; and one that would take away a Service that runs; and one with which a Service came
        // that cannot be loaded.
        var isWhole = newest.Refused.Count > 0 && newest.Refused.Count == newest.Services.Count;
        if (newest.IsRefused || isWhole || newest.HasUnloadable || newest.Refused.Any(service => LastGood(service).Any(texts => texts.Count > 0 && !CanStay(texts, newest))))
            _mayBeRefused.Add(newest.Template);
        if (!newest.IsRefused && (!isWhole || newest.Services.All(service => fallback?.Refused.Contains(service) == true)))
            _mayBeTaken.Add(newest.Template);
    }

    /// <summary>What gave the file, and whose texts it holds; null where it may not be this one.</summary>
    public (Rendering Rendering, IReadOnlyDictionary<NamespacedName, IReadOnlyList<string>> Texts)? Find(string file) =>
        Find(Newest, file, _fallback is null || (Newest is { } taken && _mayBeTaken.Contains(taken.Template)))
        ?? Find(_fallback, file, Newest is { } refused && _mayBeRefused.Contains(refused.Template));

    /// <summary>HAProxy runs this: what came before does not matter any more.</summary>
    /// <param name="texts">As <see cref="Find(string)"/> gives them.</param>
    public void Settle(IReadOnlyDictionary<NamespacedName, IReadOnlyList<string>> texts)
    {
        _lastGood.Clear();
        foreach (var (service, one) in texts)
            Add(_lastGood, service, one);
    }

    /// <summary>Who starts anew knows what was kept, which may be older than what ran.</summary>
    public void Restart(string lastGood)
    {
        foreach (var (service, ever) in _ever)
        {
            var kept = ever.Where(texts => texts.Count > 0 && texts.All(text => lastGood.Contains(text, StringComparison.Ordinal))).ToList();
            foreach (var texts in kept.Append(Out))
                Add(_lastGood, service, texts);
        }
    }

    private (Rendering Rendering, IReadOnlyDictionary<NamespacedName, IReadOnlyList<string>> Texts)? Find(Rendering? rendering, string file, bool isAllowed)
    {
        if (rendering is null || rendering.IsRefused || !isAllowed)
            return null;

        var found = rendering.Services.Except(rendering.Refused).ToDictionary(static service => service, rendering.Texts);
        return Fits(rendering, file, 0, found, []) ? (rendering, found) : null;
    }

    /// <summary>Whether the fragments from this one on are the rest of the file, with some last good text of each Service that is refused.</summary>
    private bool Fits(
        Rendering rendering, ReadOnlySpan<char> rest, int index, Dictionary<NamespacedName, IReadOnlyList<string>> found, Dictionary<NamespacedName, int> met)
    {
        if (index == rendering.Fragments.Count)
            return rest.IsEmpty;

        if (rendering.Fragments[index].Service is not { } service)
            return rest.StartsWith(rendering.Fragments[index].Text) && Fits(rendering, rest[rendering.Fragments[index].Text.Length..], index + 1, found, met);

        var number = met.GetValueOrDefault(service);
        met[service] = number + 1;
        var isChosen = found.TryGetValue(service, out var chosen);
        foreach (var texts in isChosen ? [chosen!] : LastGood(service).Select(texts => CanStay(texts, rendering) ? texts : Out).ToList())
        {
            found[service] = texts;
            var text = number < texts.Count ? texts[number] : "";
            if (rest.StartsWith(text) && Fits(rendering, rest[text.Length..], index + 1, found, met))
                return true;
        }

        met[service] = number;
        if (!isChosen)
            found.Remove(service);
        return false;
    }

    private List<IReadOnlyList<string>> LastGood(NamespacedName service) => _lastGood.GetValueOrDefault(service) ?? [Out];

    /// <summary>Nobody knows where to put the texts of another number.</summary>
    private static bool CanStay(IReadOnlyList<string> texts, Rendering rendering) => texts.Count == rendering.Template.Blocks;

    private static void Add(Dictionary<NamespacedName, List<IReadOnlyList<string>>> all, NamespacedName service, IReadOnlyList<string> texts)
    {
        if (!all.TryGetValue(service, out var known))
            all[service] = known = [];
        if (!known.Any(one => one.SequenceEqual(texts)))
            known.Add(texts);
    }

    /// <summary>What a template gave, which Services HAProxy refuses or cannot load in it, and which of them it cannot load.</summary>
    internal sealed class Rendering(
        LiveTemplate template, IReadOnlyList<Fragment> fragments, IEnumerable<NamespacedName> refused, IEnumerable<NamespacedName> unloadable)
    {
        private readonly ILookup<NamespacedName, string> _texts = fragments
            .Where(static fragment => fragment.Service is not null).ToLookup(static fragment => fragment.Service.GetValueOrDefault(), static fragment => fragment.Text);

        public LiveTemplate Template => template;

        public IReadOnlyList<Fragment> Fragments => fragments;

        /// <summary>As a whole.</summary>
        public bool IsRefused => template.Fault == LiveTemplate.Wrong.Head;

        public IReadOnlyList<NamespacedName> Services { get; } = [.. fragments.Select(static fragment => fragment.Service).OfType<NamespacedName>().Distinct()];

        /// <summary>Of the Services.</summary>
        public IReadOnlyList<NamespacedName> Refused => field ??= template.Fault == LiveTemplate.Wrong.EachService ? Services : [.. refused.Intersect(Services)];

        public bool HasUnloadable { get; } = unloadable.Any(service => fragments.Any(fragment => fragment.Service == service));

        public IReadOnlyList<string> Texts(NamespacedName service) => [.. _texts[service]];
    }
}
