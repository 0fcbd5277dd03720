using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>What must hold before HAProxy loads a candidate, and <c>haproxy -c</c> does not see: its addresses, its descriptors and its memory.</summary>
internal sealed class PreflightCheck(HaproxyOptions options, MasterCli master, TimeProvider time, ILogger logger)
{
    private const int Root = 0;

    private bool _hasWarned;

    /// <summary>What may make the reload of the last candidate fail, and could not be told for certain; null where there is nothing. In sentences.</summary>
    public string? Suspicion { get; private set; }

    /// <summary>Good, refused, or failed where it is to wait. Binds addresses for a moment; changes nothing.</summary>
    /// <param name="candidatePath">Of a file that <c>haproxy -c</c> has accepted.</param>
    /// <param name="cancellationToken">Ends the waiting for HAProxy.</param>
    public async Task<Verdict> JudgeAsync(string candidatePath, CancellationToken cancellationToken)
    {
        Suspicion = null;
        if (await OnDiskAsync(cancellationToken) is not { } onDisk)
            return new Verdict.Good();

        var candidate = SocketDemand.Read(await File.ReadAllTextAsync(candidatePath, cancellationToken));
        var found = options.ReloadScript.Length > 0
            ? RunningHaproxy.Unknown
            : await RunningHaproxy.FindAsync(master, time, cancellationToken);

        if (found.Master is { } process)
        {
            if (DescriptorCheck.Refusal(candidate, onDisk, found.Worker, process) is { } tooMany)
                return new Verdict.Refused(tooMany) { IsIdle = true };

            Suspicion = DescriptorCheck.Suspicion(candidate, onDisk, found.Worker, process);
        }

        // What is on disk is judged without being loaded.
        if (candidatePath != options.ConfigFile && found.Memory?.Obstacle is { } tooFull)
            return new Verdict.Failed(tooFull);

        var check = new BindCheck(candidate, onDisk, found.MayRun, IsOwnUser(found.Master));
        var alerts = check.Run();
        if (check.Forbidden is { } forbidden && !_hasWarned)
        {
            logger.MayNotBind(forbidden);
            _hasWarned = true;
        }

        return alerts.Count == 0
            ? new Verdict.Good()
            : new Verdict.Refused(Complaint.Of([.. alerts.Select(static alert => $"line {alert.Lines[0]}: {alert.Text}")])) { Alerts = alerts };
    }

    /// <summary>Null where it cannot be read: then nobody knows which addresses HAProxy has.</summary>
    private async Task<SocketDemand?> OnDiskAsync(CancellationToken cancellationToken)
    {
        try
        {
            return SocketDemand.Read(await File.ReadAllTextAsync(options.ConfigFile, cancellationToken));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return SocketDemand.None;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Where it is not to be seen, it is started by root.</summary>
    private static bool IsOwnUser(MasterProcess? process) => MasterProcess.Find(Environment.ProcessId)?.User == (process?.User ?? Root);
}
