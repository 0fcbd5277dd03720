using System.Globalization;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>Keepalived as a process.</summary>
internal static class KeepalivedProcess
{
    /// <summary>Null where the PID file is missing or names no running Keepalived: the number may be another process' by now.</summary>
    public static int? Find(string pidFile)
    {
        try
        {
            var text = File.ReadAllText(pidFile).Trim();
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && IsRunning(pid) ? pid : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static bool IsRunning(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").Trim() == "keepalived";
        }
        catch (IOException)
        {
            return false;
        }
    }
}
