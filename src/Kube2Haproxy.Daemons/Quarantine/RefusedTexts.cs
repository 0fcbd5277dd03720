using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Daemons.Quarantine;

/// <summary>What the daemon has refused of late, so that it is not asked again at every change.</summary>
internal sealed class RefusedTexts(TimeProvider time)
{
    /// <summary>Before a refused text is judged again: a certificate that it names may have come meanwhile.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromMinutes(1);

    private readonly List<Entry> _refused = [];

    /// <summary>Until the first of them is to be judged again; null where there is none.</summary>
    public TimeSpan? Next => _refused.Count == 0 ? null : _refused.Min(entry => Left(entry.At, time));

    /// <summary>How long what was refused is not judged again; not negative.</summary>
    /// <param name="refusedAt">Timestamp of the clock.</param>
    /// <param name="time">The clock.</param>
    public static TimeSpan Left(long refusedAt, TimeProvider time) =>
        time.GetElapsedTime(refusedAt) is var elapsed && elapsed < Hold ? Hold - elapsed : TimeSpan.Zero;

    /// <summary>Lowers who stands with such a text. Those that have been held long enough are forgotten first.</summary>
    public void Apply(Draft draft)
    {
        _refused.RemoveAll(entry => Left(entry.At, time) == TimeSpan.Zero);

        // In the order of their refusal: the last good text comes after the wanted one.
        foreach (var entry in _refused.Where(entry => draft.Texts(entry.Service).SequenceEqual(entry.Texts)))
            draft.Lower(entry.Service, entry.Complaint);
    }

    /// <summary>What the draft was lowered from. What it was not, is not wanted any more.</summary>
    public void Keep(Draft draft)
    {
        var now = time.GetTimestamp();
        var refused = draft.Refused.Select(one => Known(one.Service, one.Texts) ?? new Entry(one.Service, one.Texts, one.Complaint, now)).ToList();
        _refused.Clear();
        _refused.AddRange(refused);
    }

    private Entry? Known(NamespacedName service, IReadOnlyList<string> texts) =>
        _refused.Find(entry => entry.Service == service && entry.Texts.SequenceEqual(texts));

    private sealed record Entry(NamespacedName Service, IReadOnlyList<string> Texts, string Complaint, long At);
}
