using System.Globalization;
using System.Text.RegularExpressions;

namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>Who answers, by <c>show info</c> (management guide 9.3).</summary>
/// <param name="Pid">The worker's process ID.</param>
/// <param name="IsStopping">It finishes its connections after a reload: it acknowledges commands, and they are lost.</param>
/// <param name="Version">The first two numbers; 0.0 where it does not say.</param>
/// <param name="Started">Not later than when it read its file, to the second before; the beginning of time where it does not say.</param>
internal sealed partial record WorkerIdentity(int Pid, bool IsStopping, Version Version, DateTimeOffset Started)
{
    /// <summary>Whether both are the same process: in a container, the next one may have the same ID.</summary>
    public bool IsSame(WorkerIdentity? other) => other is not null && Pid == other.Pid && Started == other.Started;

    /// <summary>Reads the answer.</summary>
    /// <exception cref="InvalidDataException">It names no Pid, or no Stopping.</exception>
    public static WorkerIdentity Parse(string answer)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in answer.Split('\n'))
        {
            if (line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon)
                lines[line[..colon]] = line[(colon + 2)..];
        }

        return Number(lines, "Pid") is { } pid && lines.TryGetValue("Stopping", out var stopping)
            ? new((int)pid, stopping != "0", VersionOf(lines), DateTimeOffset.FromUnixTimeSeconds(Number(lines, "Start_time_sec") ?? 0))
            : throw new InvalidDataException($"\"show info\" names no Pid and Stopping: \"{answer}\"");
    }

    private static uint? Number(Dictionary<string, string> lines, string name) =>
        uint.TryParse(lines.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Version VersionOf(Dictionary<string, string> lines) =>
        TwoNumbers().Match(lines.GetValueOrDefault("Version", "")) is { Success: true } match ? Version.Parse(match.ValueSpan) : new Version(0, 0);

    [GeneratedRegex(@"^\d{1,4}\.\d{1,4}")]
    private static partial Regex TwoNumbers();
}
