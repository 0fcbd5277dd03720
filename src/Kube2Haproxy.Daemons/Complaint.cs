using System.Text.RegularExpressions;

namespace Kube2Haproxy.Daemons;

/// <summary>The part of a daemon's output that an operator must read, on one line.</summary>
internal static partial class Complaint
{
    /// <summary>More would hide what matters; the candidate stays on disk for the rest.</summary>
    private const int MostLines = 5;

    /// <summary>The first lines that complain; where none is marked as a complaint, the last lines.</summary>
    public static string Of(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var alerts = lines.Where(line => line.StartsWith("[ALERT]", StringComparison.Ordinal)).ToList();
        var told = alerts.Count > 0 ? alerts : [.. lines.TakeLast(MostLines)];
        return told.Count == 0 ? "it said nothing." : Of([.. told.Select(line => Preamble().Replace(line, ""))]);
    }

    /// <summary>The first of these complaints, and how many there are more.</summary>
    public static string Of(IReadOnlyList<string> complaints) =>
        string.Join(" | ", complaints.Take(MostLines)) + (complaints.Count > MostLines ? $" (and {complaints.Count - MostLines} more)" : "");

    /// <summary>HAProxy's level, process ID and the word "config", and Keepalived's date: of no use in a log that has its own.</summary>
    [GeneratedRegex(@"^\[[A-Z]+\]\s+\(\d+\) : (config : )?|^\w{3} \w{3} +\d+ [\d:]+ \d{4}: ")]
    private static partial Regex Preamble();
}
