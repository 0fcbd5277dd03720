namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>Which servers are in use, by <c>show servers conn</c> (management guide 9.3).</summary>
internal static class ServerConnections
{
    private const string Header =
        "# bkname/svname bkid/svid addr port - purge_delay used_cur used_max need_est unsafe_nb safe_nb idle_lim idle_cur ";

    /// <summary>
    /// As <c>BACKEND/SERVER</c>, those with a connection in use or idle. 3.0 would close idle ones at a deletion, 2.6 refuses it; both close
    /// them by themselves within the pool's purge delay.
    /// </summary>
    /// <exception cref="InvalidDataException">The answer is something else.</exception>
    public static IEnumerable<string> Busy(string answer)
    {
        if (!answer.StartsWith(Header, StringComparison.Ordinal))
            throw new InvalidDataException($"No servers' connections: \"{answer}\".");

        foreach (var line in answer.Split('\n').Skip(1))
        {
            if (line.Split(' ') is [var server, _, _, _, _, _, var used, _, _, _, _, _, var idle, ..] && (used, idle) is not ("0", "0"))
                yield return server;
        }
    }
}
