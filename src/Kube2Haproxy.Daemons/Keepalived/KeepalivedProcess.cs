using System.Globalization;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>The process that Keepalived's PID file names.</summary>
/// <param name="Id">Its process ID.</param>
/// <param name="StartTicks">When it started, in ticks since boot: another process of the same ID has another (proc(5), stat).</param>
internal sealed record KeepalivedProcess(int Id, long StartTicks)
{
    /// <summary>USER_HZ of both architectures that are published for.</summary>
    private const long TicksInASecond = 100;

    /// <summary>Ticks, the uptime and times of files are some 10 ms exact.</summary>
    private static readonly TimeSpan Inexactness = TimeSpan.FromMilliseconds(100);

    /// <summary>Null where the PID file is missing or names no running Keepalived: the number may be another process' by now.</summary>
    public static KeepalivedProcess? Find(string pidFile) =>
        int.TryParse(Read(pidFile)?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Find(id) : null;

    /// <summary>Null where it is no Keepalived, or has ended.</summary>
    public static KeepalivedProcess? Find(int id)
    {
        // "15 (keepalived) S 1 …": the state is field 3, the start time field 22.
        var stat = Read($"/proc/{id}/stat") ?? "";
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return stat.Contains(" (keepalived) ", StringComparison.Ordinal) && fields.Length > 19 && fields[0] is not ("Z" or "X")
            ? new KeepalivedProcess(id, long.Parse(fields[19], CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>Whether it still runs.</summary>
    public bool IsThere => Find(Id) == this;

    /// <summary>Whether it has certainly started later than this, and so has read what was there then.</summary>
    public bool HasStartedAfter(DateTimeOffset written, TimeProvider time)
    {
        if (!double.TryParse(Read("/proc/uptime")?.Split(' ')[0], CultureInfo.InvariantCulture, out var uptime))
            return false;

        var age = TimeSpan.FromSeconds(uptime - ((double)StartTicks / TicksInASecond));
        return time.GetUtcNow() - age - Inexactness >= written;
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
