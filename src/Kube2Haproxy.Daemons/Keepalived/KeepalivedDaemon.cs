using System.Text;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.Daemons.Processes;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>Validates with <c>keepalived -t</c>, reloads by SIGHUP or the operator's script.</summary>
internal sealed class KeepalivedDaemon(
    IOptions<KeepalivedOptions> settings, ProcessRunner processes, INodeAddresses node, TimeProvider time) : IDaemon
{
    private static readonly TimeSpan ValidationLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ScriptLimit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Keepalived answers nothing to SIGHUP. One that cannot take its file ends, within milliseconds; where it takes longer, the next look sees it. The
    /// next addresses wait meanwhile.
    /// </summary>
    private static readonly TimeSpan Watched = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>128 and SIGTERM.</summary>
    private const int Terminated = 143;

    private static readonly ReloadNeed Change = new("change", "Its configuration has changed.");

    private readonly KeepalivedOptions _options = settings.Value;
    private readonly RoutedNetworks _routed = new(settings.Value.RoutedNetworks);
    private readonly AddressCheck _addresses = new(node, time);

    /// <summary>Which one was last found, or has read the file.</summary>
    private KeepalivedProcess? _process;

    public string Name => "keepalived";

    public string? Fault { get; private set; }

    private bool HasScript => _options.ReloadScript.Length > 0;

    public Task<LiveStep> FindAsync(Evidence evidence, CancellationToken cancellationToken)
    {
        Look();
        _process = KeepalivedProcess.Find(_options.PidFile);
        return Task.FromResult(
            !HasScript && _process is null ? LiveStep.Lost
            : evidence.IsFileKnown || _process?.HasStartedAfter(evidence.Written, time) == true ? new LiveStep(evidence.File, null)
            : new LiveStep(null, ReloadNeed.Start));
    }

    /// <remarks>It has no commands.</remarks>
    public Task<LiveStep> ChangeAsync(IReadOnlyList<Fragment> running, IReadOnlyList<Fragment> wanted) => Task.FromResult(
        new LiveStep(running, Evidence.IsSame(running, wanted) ? null : Change));

    /// <remarks>Names, priorities and peers differ from node to node.</remarks>
    public IEnumerable<string> Common(IReadOnlyList<Fragment> running) =>
        from instance in VrrpInstance.Read(string.Concat(running.Select(static fragment => fragment.Text)))
        from address in instance.Addresses.Select(static address => address.Text).Order(StringComparer.Ordinal)
        select $"{instance.Name} {address}";

    public Task<LiveStep> LookAsync(IReadOnlyList<Fragment> running, bool isFileChanged)
    {
        // First: whoever has changed the file may have restarted it on that.
        if (isFileChanged)
            return Task.FromResult(new LiveStep(null, ReloadNeed.FileChanged));

        if (!HasScript && KeepalivedProcess.Find(_options.PidFile) is var found && (found is null || found != _process))
            return Task.FromResult(LiveStep.Lost);

        var need = _addresses.Look(running);
        Look();
        return Task.FromResult(new LiveStep(need is null ? running : null, need));
    }

    private void Look() => Fault = string.Join(' ', new[] { _routed.Fault(), _addresses.Fault }.OfType<string>()) is { Length: > 0 } fault ? fault : null;

    /// <remarks>
    /// Exit code 5 covers warnings and faults that end Keepalived alike (2.2.7), so anything but 0 is a refusal. An empty or missing
    /// file gives 0: the caller has made sure of its text.
    /// </remarks>
    public async Task<Verdict> ValidateAsync(string candidatePath, CancellationToken cancellationToken)
    {
        var text = await File.ReadAllBytesAsync(candidatePath, cancellationToken);
        var complaints = LongLine.ComplaintOf(text) is { } complaint ? [complaint] : AddressLists.Complaints(Encoding.UTF8.GetString(text));
        return complaints.Count == 0
            ? await TestAsync(candidatePath, cancellationToken)
            : new Verdict.Refused(Complaint.Of(complaints)) { Alerts = KeepalivedAlerts.Read(string.Join('\n', complaints)) };
    }

    private async Task<Verdict> TestAsync(string candidatePath, CancellationToken cancellationToken) =>
        await processes.RunAsync(_options.Binary, ["-t", "-f", candidatePath], ValidationLimit, cancellationToken) switch
        {
            ProcessResult.Exited { Code: 0 } => new Verdict.Good(),
            ProcessResult.Exited { Code: < 128 } refused => new Verdict.Refused(Complaint.Of(refused.Output))
            {
                Alerts = KeepalivedAlerts.Read(refused.Output),
            },
            // acassen/keepalived#2617, seen with 2.2.7: it takes the change to that user and back for the death of its parent.
            ProcessResult.Exited { Code: Terminated } => new Verdict.Failed(
                $"{_options.Binary} -t (Keepalived:Binary) has terminated itself, as it does when root runs it and scripts have another user. Run "
                + "kube2haproxy as a user of its own, as its unit does, or give the scripts the user root."),
            var other => Verdicts.NoVerdict("Keepalived:Binary", _options.Binary, other),
        };

    public async Task<Verdict> ReloadAsync()
    {
        if (HasScript)
        {
            var result = await processes.RunAsync(_options.ReloadScript, [], ScriptLimit, CancellationToken.None);
            return Verdicts.OfScript("Keepalived:ReloadScript", _options.ReloadScript, result);
        }

        if (KeepalivedProcess.Find(_options.PidFile) is not { } process)
            return NotRunning();

        return Posix.Signal(process.Id, Posix.SigHup) switch
        {
            0 => await WatchAsync(process),
            Posix.NoSuchProcess => NotRunning(),
            Posix.NotPermitted => new Verdict.Failed(
                $"This user may not send SIGHUP to Keepalived (process {process.Id}): give the unit CAP_KILL, or set Keepalived:ReloadScript."),
            var error => new Verdict.Failed($"SIGHUP to Keepalived (process {process.Id}) failed with errno {error}."),
        };
    }

    private async Task<Verdict> WatchAsync(KeepalivedProcess process)
    {
        var sent = time.GetTimestamp();
        while (time.GetElapsedTime(sent) < Watched)
        {
            if (!process.IsThere)
            {
                return new Verdict.Failed($"Keepalived (process {process.Id}) ended at the reload; its own log says why.")
                {
                    IsOfFile = true,
                    HasEnded = true,
                };
            }

            await Task.Delay(BetweenLooks, time, CancellationToken.None);
        }

        _process = process;
        return new Verdict.Good();
    }

    private Verdict.NotRunning NotRunning() => new(
        $"Keepalived does not run: {_options.PidFile} (Keepalived:PidFile) names no such process. Start it (systemctl start keepalived); " +
        $"it then reads {_options.ConfigFile}."
        + (_addresses.HasSome() ? " It has left addresses behind on this node, which a peer takes as well; the start settles that, too." : ""));
}
