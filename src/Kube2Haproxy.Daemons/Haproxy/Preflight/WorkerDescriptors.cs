using System.Globalization;

namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>What the running worker counts, by <c>show info</c> (management guide 9.3).</summary>
/// <param name="MaxSock">The descriptors that it may need.</param>
/// <param name="MaxConn">The <c>maxconn</c> of its <c>global</c>, or what it has computed in its place.</param>
internal readonly record struct WorkerDescriptors(int MaxSock, int MaxConn)
{
    /// <summary>Null where one of the two is missing, or it has pipes for splicing, whose number follows rules of their own.</summary>
    public static WorkerDescriptors? Parse(string answer) =>
        Number(answer, "Maxsock: ") is { } sockets && Number(answer, "Hard_maxconn: ") is { } connections && Number(answer, "Maxpipes: ") == 0
            ? new(sockets, connections)
            : null;

    private static int? Number(string answer, string name)
    {
        foreach (var line in answer.EnumerateLines())
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
                return int.TryParse(line[name.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }

        return null;
    }
}
