using System.Globalization;

namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>HAProxy's master, as the kernel shows it (proc(5)). A worker inherits all of it, and a master that executes itself again keeps it.</summary>
/// <param name="Id">Its process ID.</param>
/// <param name="User">Its effective user, who owns its sockets.</param>
/// <param name="MostDescriptors">How far it can raise its limit: to the hard one, and with CAP_SYS_RESOURCE to that of the kernel.</param>
internal sealed record MasterProcess(int Id, int User, long MostDescriptors)
{
    private const int SysResource = 24;

    /// <summary>Null where it has ended, or is not to be seen from here.</summary>
    public static MasterProcess? Find(int id)
    {
        try
        {
            return Parse(
                id, File.ReadAllText($"/proc/{id}/status"), File.ReadAllText($"/proc/{id}/limits"), File.ReadAllText("/proc/sys/fs/nr_open"));
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Null where something is missing.</summary>
    /// <param name="id">Its process ID.</param>
    /// <param name="status">Its file in /proc.</param>
    /// <param name="limits">Likewise.</param>
    /// <param name="kernelLimit">The sysctl fs.nr_open.</param>
    public static MasterProcess? Parse(int id, string status, string limits, string kernelLimit)
    {
        // The real user stands first. A limit is followed by its unit, and no number where it is unlimited.
        if (Words(status, "Uid:") is not [_, var user, ..] || Words(status, "CapEff:") is not [var capabilities, ..]
            || Words(limits, "Max open files") is not [_, var hard, ..]
            || !int.TryParse(user, CultureInfo.InvariantCulture, out var userId)
            || !ulong.TryParse(capabilities, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
            || !long.TryParse(kernelLimit.Trim(), CultureInfo.InvariantCulture, out var most))
            return null;

        var isLimited = long.TryParse(hard, CultureInfo.InvariantCulture, out var limit) && (bits >> SysResource & 1) == 0;
        return new MasterProcess(id, userId, isLimited ? limit : most);
    }

    private static string[] Words(string text, string name)
    {
        foreach (var line in text.EnumerateLines())
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
                return line[name.Length..].ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        }

        return [];
    }
}
