using System.Globalization;
using System.Text.RegularExpressions;
using Kube2Haproxy.Daemons.Quarantine;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>What <c>keepalived -t</c> complains of (2.2.7): each line that it prints, but for its greeting.</summary>
internal static partial class KeepalivedAlerts
{
    /// <summary>In their order.</summary>
    public static IReadOnlyList<Alert> Read(string output) =>
    [
        .. from line in output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
           select new Alert(
               Place().Replace(line, ""),
               [.. Place().Matches(line).Select(match => int.Parse(match.Groups["line"].ValueSpan, CultureInfo.InvariantCulture))],
               [.. Instance().Matches(line).Select(match => match.Groups["name"].Value)]),
    ];

    /// <summary><c>(Line 12) </c>, or with the file's path before the word.</summary>
    [GeneratedRegex(@"\((?:[^()]+: )?Line (?<line>\d{1,9})\) ?")]
    private static partial Regex Place();

    /// <summary><c>(VI_1)</c>.</summary>
    [GeneratedRegex(@"\((?<name>[^\s()]+)\)")]
    private static partial Regex Instance();
}
