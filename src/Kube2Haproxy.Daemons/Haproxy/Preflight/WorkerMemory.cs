using System.Globalization;

namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>
/// Whether one worker more fits into memory. Each reload leaves the old worker there until its last connection has ended; many reloads in a
/// time of long connections end with the kernel killing HAProxy.
/// </summary>
/// <param name="OldWorkers">How many there are now.</param>
/// <param name="Resident">What the newest worker holds, in bytes.</param>
/// <param name="Available">What the kernel can give without swapping, in bytes.</param>
internal sealed record WorkerMemory(int OldWorkers, long Resident, long Available)
{
    /// <summary>While it reads its file, a worker needs more than later.</summary>
    private const double Loading = 1.25;

    private const double Mebibyte = 1024 * 1024;

    /// <summary>Why a reload must wait; null where it need not. Where no old worker is there, waiting would not help.</summary>
    public string? Obstacle => OldWorkers == 0 || Available >= Resident * Loading ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"The reload waits: {OldWorkers} old workers of HAProxy still finish their connections, {Available / Mebibyte:0} MiB of memory are available, "
        + $"and a new worker takes some {Resident * Loading / Mebibyte:0} MiB. A shorter hard-stop-after in HAProxy's section global ends them earlier.");

    /// <summary>Null where the kernel does not show it.</summary>
    /// <param name="processes">HAProxy's.</param>
    public static WorkerMemory? Find(MasterProcesses processes)
    {
        try
        {
            return processes.WorkerPid is { } worker
                && KibibytesOf(File.ReadAllText($"/proc/{worker}/status"), "VmRSS:") is { } resident
                && KibibytesOf(File.ReadAllText("/proc/meminfo"), "MemAvailable:") is { } available
                ? new(processes.OldWorkers, resident * 1024, available * 1024)
                : null;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? KibibytesOf(string text, string name)
    {
        foreach (var line in text.EnumerateLines())
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
                return long.TryParse(line[name.Length..].Trim().TrimEnd("kB"), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;
        }

        return null;
    }
}
