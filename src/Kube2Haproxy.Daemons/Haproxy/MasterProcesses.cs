using System.Globalization;

namespace Kube2Haproxy.Daemons.Haproxy;

/// <summary>HAProxy's processes, as the master CLI's <c>show proc</c> lists them (management guide 9.4).</summary>
/// <param name="MasterPid">The same over reloads, another one after a restart.</param>
/// <param name="Reloads">Reloads that the master has tried.</param>
/// <param name="FailedReloads">Those since the last good one that failed; 0 where the newest file is running.</param>
/// <param name="Workers">Workers that run the newest file that could be loaded; 0 while there is none yet.</param>
/// <param name="OldWorkers">Workers of earlier files that finish their connections.</param>
internal sealed record MasterProcesses(int MasterPid, int Reloads, int FailedReloads, int Workers, int OldWorkers)
{
    /// <summary>Of the newest worker; null where there is none.</summary>
    public int? WorkerPid { get; init; }

    /// <summary>Null where the answer is not whole: a master that is starting again may print nothing.</summary>
    public static MasterProcesses? Parse(string answer)
    {
        (int Pid, int Reloads, int Failed)? master = null;
        var (workers, oldWorkers, old) = (0, 0, false);
        int? worker = null;
        foreach (var line in answer.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            switch (words)
            {
                case ["#", "old", "workers", ..]:
                    old = true;
                    break;
                case [var pid, "master", var reloads, "[failed:", var failed, ..]:
                    if (Number(pid) is { } p && Number(reloads) is { } r && Number(failed.TrimEnd(']')) is { } f)
                        master = (p, r, f);
                    break;
                case [var pid, "worker", ..]:
                    (workers, oldWorkers) = old ? (workers, oldWorkers + 1) : (workers + 1, oldWorkers);
                    worker = old ? worker : Number(pid);
                    break;
            }
        }

        return master is { } found ? new(found.Pid, found.Reloads, found.Failed, workers, oldWorkers) { WorkerPid = worker } : null;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
