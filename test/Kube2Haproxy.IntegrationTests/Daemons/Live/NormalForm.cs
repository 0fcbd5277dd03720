using System.Globalization;
using System.Net;
using Kube2Haproxy.Daemons.Haproxy.Runtime;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.IntegrationTests.Daemons.Live;

/// <summary>What a HAProxy serves, in the form in which one that was changed and one that read the file are the same.</summary>
/// <param name="Pid">Of the worker.</param>
/// <param name="Lines">A line for each proxy, each listening address, each server.</param>
internal sealed record NormalForm(int Pid, IReadOnlySet<string> Lines)
{
    /// <summary>Of a HAProxy that starts on this text beside the one that runs; it binds the same addresses, as after a reload.</summary>
    public static async Task<NormalForm> OfAsync(string text, string statsSocket, HaproxyVersion version)
    {
        using var directory = new TemporaryDirectory();
        directory.Write("haproxy.cfg", text.Replace(statsSocket, RealHaproxy.StatsSocketIn(directory.Path), StringComparison.Ordinal));
        await using var fresh = await RealHaproxy.StartAsync(directory.Path, version);
        NormalForm? form = null;
        await Wait.UntilAsync(
            async () => (form = await ReadAsync(RealHaproxy.StatsSocketIn(directory.Path))) is not null, "a fresh HAProxy answers", () => fresh.Log);
        return form!;
    }

    /// <summary>Null while no worker that stays answers.</summary>
    public static async Task<NormalForm?> ReadAsync(string statsSocket)
    {
        // All of one connection, so of one worker.
        var answers = (await RealHaproxy.AskAsync(statsSocket, "show info;show servers state;show stat -1 3 -1")).Split("\n\n");
        if (answers is not [var info, var servers, var proxies, ..] || !info.Contains("\nStopping: 0\n", StringComparison.Ordinal))
            return null;

        var pid = int.Parse(
            info.Split('\n').First(static line => line.StartsWith("Pid: ", StringComparison.Ordinal))[5..], CultureInfo.InvariantCulture);
        var listening = Listening(pid);
        return listening is null ? null : new(pid, new HashSet<string>(
        [
            .. proxies.Split('\n').Where(static line => line.Length > 0 && line[0] != '#').Select(static line => string.Join(' ', line.Split(',')[..2])),
            .. listening,
            .. RunningServer.Parse(servers).Select(static server => server.ToString()),
        ]));
    }

    /// <summary>Null where they are the same, else how this one differs.</summary>
    /// <param name="wanted">What it must be.</param>
    /// <param name="isFinal">Servers that wait for their deletion count too.</param>
    public string? Differs(NormalForm wanted, bool isFinal)
    {
        var missing = wanted.Lines.Except(Lines).Order().ToList();
        var extra = Lines.Except(wanted.Lines).Where(line => isFinal || !IsWaiting(line, wanted)).Order().ToList();
        return missing.Count + extra.Count == 0 ? null
            : $"Missing:\n{string.Join('\n', missing)}\nMore than must be:\n{string.Join('\n', extra)}";
    }

    /// <summary>A server that nobody wants any more stays in maintenance while it has sessions.</summary>
    private static bool IsWaiting(string line, NormalForm wanted) =>
        line.EndsWith("IsInMaintenance = True }", StringComparison.Ordinal)
        && !wanted.Lines.Any(one => one.StartsWith(line[..line.IndexOf(", Id =", StringComparison.Ordinal)], StringComparison.Ordinal));

    /// <summary>The kernel knows best; null where the worker is gone.</summary>
    private static List<string>? Listening(int pid)
    {
        try
        {
            var own = Directory.EnumerateFiles($"/proc/{pid}/fd")
                .Select(static fd => new FileInfo(fd).LinkTarget ?? "")
                .Where(static target => target.StartsWith("socket:[", StringComparison.Ordinal))
                .Select(static target => target[8..^1])
                .ToHashSet();
            return
            [
                .. File.ReadLines($"/proc/{pid}/net/tcp").Skip(1)
                    .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Where(words => words[3] == "0A" && own.Contains(words[9]))
                    .Select(static words => $"listens at {Address(words[1])}"),
            ];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>From hexadecimal, the address in the order of the machine.</summary>
    private static IPEndPoint Address(string text) => new(
        uint.Parse(text.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        int.Parse(text.AsSpan(9), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
