using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Daemons.Quarantine;

/// <summary>A configuration in the making: the wanted one, with some Services lowered to their last good text, or left out.</summary>
/// <remarks>All texts of a Service are of one kind: it stands as wanted, at its last good texts, or not at all.</remarks>
internal sealed class Draft
{
    private readonly RenderedConfiguration _wanted;
    private readonly IReadOnlyList<LastGood> _lastGood;
    private readonly Dictionary<NamespacedName, Lowered> _lowered = [];
    private readonly Lazy<ILookup<NamespacedName, Fragment>> _services;
    private IReadOnlyList<Fragment>? _fragments;
    private string? _text;

    /// <summary>Those that the template gives no text for are lowered at once.</summary>
    /// <param name="wanted">What it is made of.</param>
    /// <param name="lastGood">What runs, then what is known to be good for other reasons; one or more.</param>
    public Draft(RenderedConfiguration wanted, params IReadOnlyList<LastGood> lastGood)
    {
        (_wanted, _lastGood) = (wanted, lastGood);
        _services = new(() => wanted.Fragments
            .Where(static fragment => fragment.Service is not null)
            .ToLookup(static fragment => fragment.Service.GetValueOrDefault()));
        foreach (var fragment in wanted.HasFaults ? wanted.Fragments : [])
        {
            if (fragment is { Service: { } service, Fault: { } fault } && !_lowered.ContainsKey(service))
                Lower(service, fault, from: [], waits: false);
        }
    }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<Fragment> Fragments => _lowered.Count == 0 ? _wanted.Fragments : _fragments ??= [.. Composed()];

    /// <summary>The whole file.</summary>
    public string Text => _lowered.Count == 0 ? _wanted.Text : _text ??= string.Concat(Fragments.Select(static fragment => fragment.Text));

    /// <summary>All Services that have a text in it, or would.</summary>
    public IEnumerable<NamespacedName> Services => _services.Value.Select(static fragments => fragments.Key);

    /// <summary>Those that do not stand as wanted, with the complaint of the last lowering, by name.</summary>
    public IReadOnlyList<(NamespacedName Service, bool IsServed, string Complaint)> Quarantined =>
    [
        .. from one in _lowered
           orderby one.Key
           select (one.Key, one.Value.IsServed, one.Value.Complaint),
    ];

    /// <summary>The texts that a Service was lowered from, in their order, each with its complaint.</summary>
    public IEnumerable<(NamespacedName Service, IReadOnlyList<string> Texts, string Complaint)> Refused =>
        from one in _lowered
        from refused in one.Value.From
        select (one.Key, refused.Texts, refused.Complaint);

    /// <summary>How many Services that run are left out.</summary>
    public int TakenAway => _lowered.Count(one => !one.Value.IsServed && _lastGood[0].Of(one.Key).Any(static text => text.Length > 0));

    /// <summary>Whether some are lowered of which nobody knows whether they are at fault.</summary>
    public bool HasWaiting => _lowered.Values.Any(static lowered => lowered.Waits);

    /// <summary>How its texts are now, in the order of the file; empty where it is left out.</summary>
    public IReadOnlyList<string> Texts(NamespacedName service) =>
        _lowered.TryGetValue(service, out var lowered) ? lowered.Texts : [.. _services.Value[service].Select(static fragment => fragment.Text)];

    /// <summary>Whether it stands in the text with something that does not run.</summary>
    public bool IsChanged(NamespacedName service) => Texts(service) is { Count: > 0 } texts && !texts.SequenceEqual(_lastGood[0].Of(service));

    /// <summary>From what is wanted to what runs, where that is something else; from there to what was judged to be good; and from there out.</summary>
    public void Lower(NamespacedName service, string complaint)
    {
        var last = _lowered.GetValueOrDefault(service);
        Lower(service, complaint, [.. last?.From ?? [], (Texts(service), complaint)], last is { Waits: true });
    }

    /// <summary>The same for one that may be good: what it is lowered from does not count as refused.</summary>
    public void LowerMeanwhile(NamespacedName service, string complaint) => Lower(service, complaint, from: [], waits: true);

    /// <summary>The same for one that is known not to do, and was not judged now.</summary>
    public void Hold(NamespacedName service, string complaint) => Lower(service, complaint, _lowered.GetValueOrDefault(service)?.From ?? [], waits: false);

    /// <summary>Back to what is wanted.</summary>
    public void Raise(NamespacedName service)
    {
        _lowered.Remove(service);
        (_fragments, _text) = (null, null);
    }

    private void Lower(NamespacedName service, string complaint, IReadOnlyList<(IReadOnlyList<string> Texts, string Complaint)> from, bool waits)
    {
        var (last, wanted, texts) = (_lowered.GetValueOrDefault(service), _services.Value[service].ToList(), (IReadOnlyList<string>)[]);
        var tried = last?.Tried ?? 0;
        while (texts.Count == 0 && tried < _lastGood.Count)
        {
            // One with another number of texts comes from another template: nobody knows where they would have to stand.
            var lastGood = _lastGood[tried++].Of(service);
            if (lastGood.Count == wanted.Count && !wanted.SequenceEqual(lastGood.Select(text => new Fragment(service, text)))
                && last?.Texts.SequenceEqual(lastGood) != true)
            {
                texts = lastGood;
            }
        }

        _lowered[service] = new Lowered(texts, complaint, from, waits, tried);
        (_fragments, _text) = (null, null);
    }

    private IEnumerable<Fragment> Composed()
    {
        var met = new Dictionary<NamespacedName, int>();
        foreach (var fragment in _wanted.Fragments)
        {
            if (fragment.Service is not { } service || !_lowered.TryGetValue(service, out var lowered))
            {
                yield return fragment;
                continue;
            }

            var index = met[service] = met.GetValueOrDefault(service, -1) + 1;
            if (index < lowered.Texts.Count)
                yield return new Fragment(service, lowered.Texts[index]);
        }
    }

    private sealed record Lowered(
        IReadOnlyList<string> Texts, string Complaint, IReadOnlyList<(IReadOnlyList<string> Texts, string Complaint)> From, bool Waits, int Tried)
    {
        public bool IsServed => Texts.Any(static text => text.Length > 0);
    }
}
