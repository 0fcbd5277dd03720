using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Daemons.Quarantine;

/// <summary>
/// Services that the daemon's own program takes and the daemon cannot load, as one that binds a socket in a directory that is not there: they are
/// held back, so that the others are loaded. Where nobody names them, the next tries are made with fewer and fewer of those that have changed.
/// </summary>
internal sealed class UnloadableTexts(TimeProvider time)
{
    private const string Waiting = "It waits: this Service or another one that has changed cannot be loaded, and nothing says which.";

    private readonly Dictionary<NamespacedName, Held> _held = [];

    /// <summary>Those of them that do not stand in the draft.</summary>
    private readonly HashSet<NamespacedName> _lowered = [];

    private int? _most;
    private bool _hasEnded;

    /// <summary>A new template gives one of them another text.</summary>
    private bool _hasNewText;

    /// <summary>Until there is one to try again; null where none is held back.</summary>
    public TimeSpan? Next => _held.Count == 0 ? null : _hasNewText ? TimeSpan.Zero : _held.Values.Min(Left);

    /// <summary>Lowers who is held back.</summary>
    /// <param name="draft">What is to run.</param>
    /// <param name="last">
    /// The same by the last template, where this one is new and the last one can stay: it is not at fault for who was held back before, and is
    /// tried without them.
    /// </param>
    public void Apply(Draft draft, Draft? last)
    {
        _lowered.Clear();
        _hasNewText = false;
        foreach (var (service, held) in _held.Where(one => Left(one.Value) > TimeSpan.Zero && draft.Texts(one.Key).Count > 0))
        {
            var isNewText = !held.IsText(draft.Texts(service));
            if (isNewText && (last is null || !held.IsText(last.Texts(service))))
                continue;

            draft.Hold(service, held.Complaint);
            _lowered.Add(service);
            _hasNewText |= isNewText;
        }
    }

    /// <summary>Before a try, while one is looked for: of those that have changed, all but the first few wait.</summary>
    public void Limit(Draft draft)
    {
        foreach (var service in _most is { } most ? Changed(draft).Skip(most) : [])
            draft.LowerMeanwhile(service, Waiting);
    }

    /// <summary>Who is at fault is held back from now on: each time twice as long.</summary>
    /// <param name="draft">What was to be loaded.</param>
    /// <param name="failed">What came of it.</param>
    /// <param name="alerts">What the daemon complained of.</param>
    public void Failed(Draft draft, Verdict.Failed failed, IReadOnlyList<Alert> alerts)
    {
        // It may have been ended by somebody else, but hardly twice.
        var isProof = !failed.HasEnded || _hasEnded;
        _hasEnded |= failed.HasEnded;
        if (!isProof)
            return;

        var changed = Changed(draft);
        var accused = Accusations.Of(alerts, draft)
            .Where(one => draft.IsChanged(one.Service))
            .Select(static one => one with { Complaint = $"It is valid, but cannot be loaded: {one.Complaint}" })
            .ToList();
        if (accused.Count == 0)
            accused = [.. changed.Where(service => changed.Count == 1 || Known(draft, service) is not null).Select(service => (service, failed.Why))];

        _most = accused.Count == 0 && changed.Count > 1 ? changed.Count / 2 : null;
        foreach (var (service, complaint) in accused)
        {
            _held[service] = new Held(
                Held.Essence(draft.Texts(service)), complaint, time.GetTimestamp(), LoadHold.After(failed, Known(draft, service)?.Wait));
        }
    }

    /// <summary>The draft runs: who stands in it can be loaded, and is not held back any more; nor is who has gone.</summary>
    public void Loaded(Draft draft)
    {
        _hasEnded = false;
        if (draft.HasWaiting)
            return;

        _most = null;
        foreach (var service in _held.Keys.Where(service => !_lowered.Contains(service)))
            _held.Remove(service);
    }

    private static List<NamespacedName> Changed(Draft draft) => [.. draft.Services.Where(draft.IsChanged)];

    /// <summary>Null where its text was not held back before.</summary>
    private Held? Known(Draft draft, NamespacedName service) =>
        _held.TryGetValue(service, out var held) && held.IsText(draft.Texts(service)) ? held : null;

    /// <summary>Not negative.</summary>
    private TimeSpan Left(Held held) => time.GetElapsedTime(held.At) is var elapsed && elapsed < held.Wait ? held.Wait - elapsed : TimeSpan.Zero;

    /// <param name="Lines">As <see cref="Essence"/> gives them.</param>
    /// <param name="Complaint">Why.</param>
    /// <param name="At">Since when.</param>
    /// <param name="Wait">How long.</param>
    private sealed record Held(IReadOnlyList<string> Lines, string Complaint, long At, TimeSpan Wait)
    {
        public bool IsText(IReadOnlyList<string> texts) => Lines.SequenceEqual(Essence(texts));

        /// <summary>The lines, but for servers: endpoints come and go, and make no text that can be loaded.</summary>
        public static IReadOnlyList<string> Essence(IReadOnlyList<string> texts) =>
            [.. texts.SelectMany(static text => text.Split('\n')).Where(static line => !line.AsSpan().TrimStart().StartsWith("server ", StringComparison.Ordinal))];
    }
}
