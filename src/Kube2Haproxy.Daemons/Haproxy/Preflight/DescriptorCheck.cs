namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>
/// Whether HAProxy can have the descriptors that a configuration needs. Where it cannot, a reload fails (measured: 2.6.12 and 3.0.11 end with
/// "Cannot raise FD limit", and the master goes on with the old worker), and a start too.
/// </summary>
/// <remarks>
/// HAProxy needs <c>2 × maxconn</c>, one for each listener and each check, and a rest that the machine and the release decide: with two threads
/// 38 on 2.6.12 and 49 on 3.0.11 (52 once it is reloaded), three more for each further thread (<c>compute_ideal_maxsock</c>). The rest is what
/// the running worker has, so nothing of it need be known; where what runs is too unlike, the least of it counts.
/// </remarks>
internal static class DescriptorCheck
{
    /// <summary>Where <c>global</c> names no <c>maxconn</c>, HAProxy takes what the limit leaves, but no less than this (DEFAULT_MAXCONN).</summary>
    private const int LeastMaxConn = 100;

    /// <summary>
    /// 3.0 counts one more for each old worker that lived when it was loaded; the next one may need so many less. What is this close is left to
    /// HAProxy: it must not be refused here if HAProxy takes it.
    /// </summary>
    private const int Uncertain = 16;

    /// <summary>What HAProxy has beside all that its file asks for, on a machine with one thread (2.6.12 has 35).</summary>
    private const int LeastRest = 28;

    /// <summary>What it may have: some on 64 threads.</summary>
    private const int MostRest = 256;

    /// <summary>A limit for exactly what is needed is too low when the next Service comes.</summary>
    private const int AdvisedSteps = 1000;

    /// <summary>The complaint; null where they are enough, or nobody can tell.</summary>
    /// <param name="candidate">What is to be loaded.</param>
    /// <param name="running">What runs.</param>
    /// <param name="worker">What the worker counts for that; null where it does not say.</param>
    /// <param name="master">Whose limit it is.</param>
    public static string? Refusal(SocketDemand candidate, SocketDemand running, WorkerDescriptors? worker, MasterProcess master)
    {
        if (!candidate.IsCounted)
            return null;

        // What runs may be too unlike the candidate to learn the rest from it, as the file that HAProxy's package brings.
        var rest = Rest(candidate, running, worker);
        var others = candidate.Sockets + (rest ?? LeastRest);
        return Needed(candidate, others) <= master.MostDescriptors + (rest is null ? 0 : Uncertain)
            ? null
            : $"it needs {Words(candidate, others, rest is null ? "at least " : "", master)}: the reload would fail. {Remedy(candidate, others, master)}";
    }

    /// <summary>For a reload that has failed: whether that may have been the cause, though nobody could tell before; null where it was not.</summary>
    /// <param name="candidate">As above.</param>
    /// <param name="running">Likewise.</param>
    /// <param name="worker">Likewise.</param>
    /// <param name="master">Likewise.</param>
    public static string? Suspicion(SocketDemand candidate, SocketDemand running, WorkerDescriptors? worker, MasterProcess master)
    {
        var others = candidate.Sockets + (Rest(candidate, running, worker) ?? MostRest);
        return Needed(candidate, others) <= master.MostDescriptors
            ? null
            : $"It may need {Words(candidate, others, "up to ", master)}, which may be why. {Remedy(candidate, others, master)}";
    }

    /// <summary>What the running worker has beside what its file asks for.</summary>
    private static long? Rest(SocketDemand candidate, SocketDemand running, WorkerDescriptors? worker) =>
        worker is { } counted && candidate.IsCounted && running.IsCounted && candidate.Others == running.Others
            ? counted.MaxSock - (2L * counted.MaxConn) - running.Sockets
            : null;

    private static long Needed(SocketDemand candidate, long others) => (2L * (candidate.MaxConn ?? LeastMaxConn)) + others;

    private static string Words(SocketDemand candidate, long others, string about, MasterProcess master) =>
        $"{about}{Needed(candidate, others)} file descriptors (2 × maxconn {candidate.MaxConn ?? LeastMaxConn}, and {others} for listeners, health checks "
        + $"and HAProxy itself), and HAProxy's master, process {master.Id}, can have {master.MostDescriptors}";

    private static string Remedy(SocketDemand candidate, long others, MasterProcess master)
    {
        var advised = ((Needed(candidate, others) / AdvisedSteps) + 1) * AdvisedSteps;
        var room = (master.MostDescriptors - others) / 2;
        return $"Set LimitNOFILE={advised} or more in HAProxy's unit and restart HAProxy"
            + (room >= LeastMaxConn && candidate.MaxConn is not null ? $", or maxconn in its section global to {room} or less." : ".");
    }
}
