using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.Daemons.Quarantine;

namespace Kube2Haproxy.Daemons;

/// <summary>What the daemon runs, and its file, which must be the same.</summary>
internal sealed class LiveConfiguration(IDaemon daemon, ConfigurationFile file)
{
    /// <summary>What the daemon is known to run; null while nobody knows.</summary>
    private string? _text;

    private LastGood? _lastGood;
    private bool _hasReloaded;

    /// <summary>What it was last seen to run, perhaps by an earlier process.</summary>
    public LastGood LastGood => _lastGood ??= file.ReadLastGood();

    /// <summary>What runs must also be what a restart would read.</summary>
    public bool Is(Draft draft) => draft.Text == _text && file.Holds(draft.Text);

    /// <summary>
    /// Whether an earlier process has brought the daemon to it. After a restart of this program alone nothing need be done; after a crash
    /// between two steps the reload is. Asked before the first reload; after it, the files say nothing about what runs.
    /// </summary>
    public async Task<bool> IsFoundAsync(Draft draft, CancellationToken stop)
    {
        if (_hasReloaded || !file.Holds(draft.Text) || !file.HoldsAsLastGood(draft.Text) || await daemon.FindAsync(stop) is not Verdict.Good)
            return false;

        _text = draft.Text;
        return true;
    }

    /// <summary>Puts the candidate, which holds the draft's text, in the file's place and makes the daemon read it.</summary>
    public async Task<Verdict> ReloadAsync(Draft draft)
    {
        file.AcceptCandidate();

        // A reload that is not seen to succeed may have succeeded all the same: until one is, nobody knows what runs.
        (_text, _hasReloaded) = (null, true);
        var reloaded = await daemon.ReloadAsync();
        switch (reloaded)
        {
            case Verdict.Good:
                _text = draft.Text;
                _lastGood = new LastGood(draft.Fragments);
                file.KeepAsLastGood(_text, _lastGood.Map(_text));
                break;
            case Verdict.NotRunning:
                // The new file stays: it is valid, and what the daemon reads when it starts.
                break;
            default:
                file.RestoreLastGood();
                break;
        }

        return reloaded;
    }
}
