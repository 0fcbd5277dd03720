namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>
/// Whether HAProxy can have the descriptors that a configuration needs. Where it cannot, a reload fails (measured: 2.6.12 and 3.0.11 end with
/// "Cannot raise FD limit", and the master goes on with the old worker), and a start too.
/// </summary>
/// <remarks>
/// HAProxy needs <c>2 × maxconn</c>, one for each listener and each check, and a rest that the machine and the release decide: with two threads
/// 38 on 2.6.12 and 49 on 3.0.11 (52 once it is reloaded), three more for each further thread (<c>compute_ideal_maxsock</c>). The rest is what
/// the running worker has, so nothing of it need be known.
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

    /// <summary>The complaint; null where they are enough, or what runs is too unlike the candidate to tell.</summary>
    public static string? Refusal(SocketDemand candidate, SocketDemand running, WorkerDescriptors worker, MasterProcess master)
    {
        if (!candidate.IsCounted || !running.IsCounted || candidate.Others != running.Others)
            return null;

        var maxConn = candidate.MaxConn ?? LeastMaxConn;
        var others = worker.MaxSock - (2L * worker.MaxConn) + candidate.Sockets - running.Sockets;
        var needed = (2L * maxConn) + others;
        if (needed <= master.MostDescriptors + Uncertain)
            return null;

        var room = (master.MostDescriptors - others) / 2;
        return $"it needs {needed} file descriptors (2 × maxconn {maxConn}, and {others} for listeners, health checks and HAProxy itself), and HAProxy's "
            + $"master, process {master.Id}, can have {master.MostDescriptors}: the reload would fail. Set LimitNOFILE={needed} or more in HAProxy's unit"
            + (room >= LeastMaxConn && candidate.MaxConn is not null ? $", or maxconn in its section global to {room} or less." : ".");
    }
}
