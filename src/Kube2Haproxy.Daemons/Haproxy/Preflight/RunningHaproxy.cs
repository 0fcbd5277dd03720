using System.Net.Sockets;

namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>What can be known of the HAProxy that runs.</summary>
/// <param name="MayRun">False where nobody answers.</param>
/// <param name="Master">Null where it cannot be seen.</param>
/// <param name="Worker">Null where it does not say.</param>
internal sealed record RunningHaproxy(bool MayRun, MasterProcess? Master, WorkerDescriptors? Worker)
{
    /// <summary>Null where it is not to be seen.</summary>
    public WorkerMemory? Memory { get; init; }

    /// <summary>The operator's script alone knows how to reach it, or it gives no answer.</summary>
    public static readonly RunningHaproxy Unknown = new(MayRun: true, Master: null, Worker: null);

    private static readonly RunningHaproxy None = Unknown with { MayRun = false };

    /// <summary>A master that hangs is told of by the reload.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);

    /// <summary>Asks it.</summary>
    public static async Task<RunningHaproxy> FindAsync(MasterCli master, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // Without patience: one that executes itself again counts as not running, and is not in its own way.
            if (MasterProcesses.Parse(await master.AskAsync("show proc", TimeSpan.Zero, both.Token)) is not { } processes)
                return Unknown;

            var info = await master.AskAsync("@1 show info", TimeSpan.Zero, both.Token);
            return new RunningHaproxy(MayRun: true, MasterProcess.Find(processes.MasterPid), WorkerDescriptors.Parse(info))
            {
                Memory = WorkerMemory.Find(processes),
            };
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.AccessDenied ? Unknown : None;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unknown;
        }
    }
}
