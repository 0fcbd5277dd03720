using System.Globalization;
using System.Text.RegularExpressions;
using Kube2Haproxy.Daemons.Quarantine;

namespace Kube2Haproxy.Daemons.Haproxy;

/// <summary>The lines <c>[ALERT]</c> of <c>haproxy -c</c> (2.6.12 and 3.0.11).</summary>
internal static partial class HaproxyAlerts
{
    /// <summary>In their order. What only says that there were others is among them, and names nothing.</summary>
    /// <param name="output">All that it printed.</param>
    /// <param name="file">Path of the configuration, as it was given.</param>
    public static IReadOnlyList<Alert> Read(string output, string file)
    {
        var place = Regex.Escape(file) + @":(?<line>\d{1,9})";
        return
        [
            .. from line in output.Split('\n')
               where line.StartsWith("[ALERT]", StringComparison.Ordinal)
               let words = Preamble().Replace(line.Trim(), "")
               select new Alert(
                   Regex.Replace(Regex.Replace(words, $@"^(?:parsing )?\[{place}\] ?: ", "", RegexOptions.IgnoreCase), place, "line ${line}"),
                   [.. Regex.Matches(words, place).Select(match => int.Parse(match.Groups["line"].ValueSpan, CultureInfo.InvariantCulture))],
                   [.. Quoted().Matches(words).Select(match => match.Groups["name"].Value)]),
        ];
    }

    [GeneratedRegex(@"^\[ALERT\]\s+\(\d+\) : (?:config : )?")]
    private static partial Regex Preamble();

    /// <summary>A section's name, or in front of a slash that of a server's backend.</summary>
    [GeneratedRegex(@"'(?:server )?(?<name>[^'/\s]+)(?:/[^']*)?'")]
    private static partial Regex Quoted();
}
