using System.Collections.Immutable;
using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Sources.Manifests;

/// <summary>Services and endpoints from the files of a directory, which is watched.</summary>
/// <remarks>
/// A bad file keeps its last good content, and the others are followed. Before anything has been handed on there is no last good
/// content: until every file is good nothing is applied, since what a bad file holds may be what is served now. A file should be
/// renamed into place: one that is written in pieces with pauses between may be read when half of its documents are there.
/// </remarks>
internal sealed class ManifestsSource(
    IOptions<ManifestsOptions> options, Published<SourceStatus> status, TimeProvider time, ILogger<ManifestsSource> logger) : IClusterSource
{
    /// <summary>Who writes a file in place does so in several steps; it is read when it has been left alone for so long.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(50);

    /// <summary>Whatever the kinds of the objects: a file that cannot be read has none.</summary>
    private const string Resource = "manifests";

    /// <summary>More would hide the first, which is the one to mend.</summary>
    private const int MostFaults = 5;

    private readonly string _path = options.Value.Directory;

    public async Task RunAsync(ChannelWriter<RenderInput> output, CancellationToken stop)
    {
        var directory = new ManifestDirectory(_path, logger);
        using var watch = new DirectoryWatch(_path, time, logger);
        ManifestScan? handedOn = null;
        var seen = "";
        while (true)
        {
            var now = await SettledAsync(seen, stop);

            // What is bad may mend without a trace in the fingerprint: a right that is given, a directory that comes.
            if (now is null || now != seen || status.Value.Fault is not null)
            {
                seen = now ?? "";
                handedOn = await FollowAsync(directory, now, handedOn, output, stop);
            }

            await watch.WaitAsync(stop);
        }
    }

    /// <summary>The directory's fingerprint once it stays the same.</summary>
    private async Task<string?> SettledAsync(string seen, CancellationToken stop)
    {
        var now = DirectoryFingerprint.Of(_path);
        while (now != seen)
        {
            var before = now;
            await Task.Delay(Quiet, time, stop);
            now = DirectoryFingerprint.Of(_path);
            if (now == before)
                break;
        }

        return now;
    }

    /// <summary>Hands on what is new; returns what has been handed on so far.</summary>
    private async Task<ManifestScan?> FollowAsync(
        ManifestDirectory directory, string? now, ManifestScan? handedOn, ChannelWriter<RenderInput> output, CancellationToken stop)
    {
        ManifestScan? scan;
        try
        {
            scan = directory.Scan(now);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Tell(handedOn is not null, [Unreadable(unreadable)], status.Value.Refused);
            return handedOn;
        }

        // It has changed while it was read. Its fingerprint is another one, so it is read again.
        if (scan is null)
            return handedOn;

        var faults = scan.Refused.Select(refused => refused.Complaint).ToList();
        var refused = status.Value.Refused.SetItem(Resource, scan.Refused);
        if (handedOn is null && faults.Count > 0)
        {
            Tell(false, faults, refused);
            return null;
        }

        var deltas = handedOn is null ? ManifestDeltas.All(scan) : ManifestDeltas.Between(handedOn, scan, time.GetUtcNow());
        if (deltas.Count > 0)
        {
            await output.WriteAsync(new RenderInput.ClusterChanged(deltas), stop);
            logger.Read(_path, scan.Entries.Count);
        }

        Tell(true, faults, refused);
        return scan;
    }

    private string Unreadable(Exception error) => error is DirectoryNotFoundException
        ? $"{_path} (Manifests:Directory) does not exist. Create it, or name another with --manifests."
        : $"{_path} (Manifests:Directory) cannot be read: {error.Message.TrimEnd('.')}. Let the daemon's user read it.";

    /// <summary>The same faults again are told once.</summary>
    private void Tell(bool synced, List<string> faults, ImmutableSortedDictionary<string, IReadOnlyCollection<RefusedObject>> refused)
    {
        var last = status.Value;
        if (faults.Count == 0)
        {
            if (last.Fault is not null)
                logger.FollowsAgain();

            status.Value = new SourceStatus(synced, null, null) { Refused = refused };
            return;
        }

        var more = faults.Count > MostFaults ? $" And {faults.Count - MostFaults} more." : "";
        var inForce = synced ? "The last good state stays in force." : "Nothing is applied before every manifest is good.";
        var fault = $"{string.Join(' ', faults.Take(MostFaults))}{more} {inForce}";
        if (fault != last.Fault)
            logger.CannotFollow(fault);

        status.Value = new SourceStatus(synced, fault, last.FaultSince ?? time.GetUtcNow()) { Refused = refused };
    }
}
