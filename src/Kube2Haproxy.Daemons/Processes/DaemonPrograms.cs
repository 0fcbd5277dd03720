using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Keepalived;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Daemons.Processes;

/// <summary>The daemons' own programs, for commands: would they take this file? Nothing that runs is asked or changed.</summary>
public static class DaemonPrograms
{
    /// <summary>Null where HAProxy takes it; else its complaint, or why there is no verdict.</summary>
    /// <param name="configuration">Canonical values.</param>
    /// <param name="path">Of the file.</param>
    /// <param name="time">For the limit of a minute.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    public static async Task<string?> HaproxyRefusesAsync(
        IConfiguration configuration, string path, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = configuration.GetSection("Haproxy").Get<HaproxyOptions>() ?? new HaproxyOptions();
        return await RefusesAsync(new HaproxyDaemon(Options.Create(options), new ProcessRunner(time), time), path, cancellationToken);
    }

    /// <summary>The same of Keepalived, which must have the configuration's network devices.</summary>
    public static async Task<string?> KeepalivedRefusesAsync(
        IConfiguration configuration, string path, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = configuration.GetSection("Keepalived").Get<KeepalivedOptions>() ?? new KeepalivedOptions();
        return await RefusesAsync(new KeepalivedDaemon(Options.Create(options), new ProcessRunner(time), time), path, cancellationToken);
    }

    private static async Task<string?> RefusesAsync(IDaemon daemon, string path, CancellationToken cancellationToken) =>
        await daemon.ValidateAsync(path, cancellationToken) switch
        {
            Verdict.Good => null,
            Verdict.Refused refused => refused.Complaint,
            Verdict.Failed failed => failed.Why,
            var other => throw new InvalidOperationException($"No validation ends so: {other}."),
        };
}
