using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Daemons.Quarantine;

/// <summary>What the daemon has refused of late, so that it is not asked again at every change.</summary>
internal sealed class RefusedTexts(TimeProvider time)
{
    /// <summary>Before a refused text is judged again: a certificate that it names may have come meanwhile.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromMinutes(1);

    private readonly List<Entry> _refused = [];
    private bool _isSearching;

    /// <summary>Until there is something to judge; null where nothing was refused.</summary>
    public TimeSpan? Next => _isSearching ? TimeSpan.Zero : _refused.Count == 0 ? null : _refused.Min(entry => Left(entry.At, time));

    /// <summary>How long what was refused is not judged again; not negative.</summary>
    /// <param name="refusedAt">Timestamp of the clock.</param>
    /// <param name="time">The clock.</param>
    public static TimeSpan Left(long refusedAt, TimeProvider time) =>
        time.GetElapsedTime(refusedAt) is var elapsed && elapsed < Hold ? Hold - elapsed : TimeSpan.Zero;

    /// <summary>Those that have been held long enough are to be judged again.</summary>
    public void Forget()
    {
        // Not in the midst of a search, which would find the same ones again, and never the rest.
        if (!_isSearching)
            _refused.RemoveAll(entry => Left(entry.At, time) == TimeSpan.Zero);
    }

    /// <summary>Lowers who stands with such a text.</summary>
    public void Apply(Draft draft)
    {
        // In the order of their refusal: the last good text comes after the wanted one.
        foreach (var entry in _refused.Where(entry => draft.Texts(entry.Service).SequenceEqual(entry.Texts)))
            draft.Lower(entry.Service, entry.Complaint);
    }

    /// <summary>What the draft was lowered from. What it was not, is not wanted any more.</summary>
    /// <param name="draft">As its trial has left it.</param>
    /// <param name="isSearching">Others in it may be at fault, too: until all are found, none is forgotten.</param>
    public void Keep(Draft draft, bool isSearching)
    {
        var now = time.GetTimestamp();
        var known = _refused.ToLookup(static entry => entry.Service);
        _refused.Clear();
        foreach (var (service, texts, complaint) in draft.Refused)
            _refused.Add(known[service].FirstOrDefault(entry => entry.Texts.SequenceEqual(texts)) ?? new Entry(service, texts, complaint, now));

        _isSearching = isSearching;
    }

    /// <summary>Nothing comes of it: what was found so far must not be left out when the rest is mended.</summary>
    public void EndSearch() => _isSearching = false;

    private sealed record Entry(NamespacedName Service, IReadOnlyList<string> Texts, string Complaint, long At);
}
