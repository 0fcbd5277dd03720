using System.Globalization;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.EndToEndTests;

/// <summary>What HAProxy says of its servers, without a word of kube2haproxy's own code.</summary>
internal static class RunningServers
{
    /// <summary>A server as <see cref="ReadAsync"/> writes it.</summary>
    public static string Line(string backend, string name, string address, int port, int weight) => $"{backend}/{name} {address}:{port} weight {weight}";

    /// <summary>Each server, in order; one in maintenance, which takes no session and may await deletion, only where it is asked for.</summary>
    /// <returns>Empty where nobody is at the stats socket.</returns>
    public static async Task<IReadOnlyList<string>> ReadAsync(string directory, bool withMaintenance = false) =>
    [
        .. (await AskAsync(directory, "show servers state")).Split('\n')
            .Skip(2)
            .Select(static line => line.Split(' '))
            .Where(words => words.Length > 18 && (withMaintenance || (Number(words[6]) & 0x23) == 0))
            .Select(static words => Line(words[1], words[3], words[4], Number(words[18]), Number(words[7])))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The worker that answers at the stats socket; empty where nobody does.</summary>
    public static async Task<string> WorkerAsync(string directory)
    {
        var lines = (await AskAsync(directory, "show info")).Split('\n');
        return lines.Contains("Stopping: 0") ? lines.First(static line => line.StartsWith("Pid: ", StringComparison.Ordinal)) : "";
    }

    public static Task<string> AskAsync(string directory, string command) => RealHaproxy.AskAsync(RealHaproxy.StatsSocketIn(directory), command);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
