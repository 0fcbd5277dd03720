using System.Globalization;

namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>Who answers, by <c>show info</c> (management guide 9.3).</summary>
/// <param name="Pid">The worker's process ID.</param>
/// <param name="IsStopping">It finishes its connections after a reload: it acknowledges commands, and they are lost.</param>
internal readonly record struct WorkerIdentity(int Pid, bool IsStopping)
{
    /// <summary>Reads the answer.</summary>
    /// <exception cref="InvalidDataException">One of the two is missing.</exception>
    public static WorkerIdentity Parse(string answer)
    {
        int? pid = null;
        bool? stopping = null;
        foreach (var line in answer.EnumerateLines())
        {
            if (line.StartsWith("Pid: ", StringComparison.Ordinal)
                && int.TryParse(line[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                pid = number;
            else if (line.StartsWith("Stopping: ", StringComparison.Ordinal))
                stopping = line is not "Stopping: 0";
        }

        return pid is { } id && stopping is { } isStopping
            ? new(id, isStopping)
            : throw new InvalidDataException($"\"show info\" names no Pid and Stopping: \"{answer}\"");
    }
}
