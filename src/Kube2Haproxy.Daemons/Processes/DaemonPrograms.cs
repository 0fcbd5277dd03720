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
        return Refusal(await new HaproxyValidation(options.Binary, new ProcessRunner(time)).JudgeAsync(path, cancellationToken));
    }

    /// <summary>The same of Keepalived, which must have the configuration's network devices.</summary>
    public static async Task<string?> KeepalivedRefusesAsync(
        IConfiguration configuration, string path, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = configuration.GetSection("Keepalived").Get<KeepalivedOptions>() ?? new KeepalivedOptions();
        var daemon = new KeepalivedDaemon(Options.Create(options), new ProcessRunner(time), new NodeAddresses(), time);
        return Refusal(await daemon.ValidateAsync(path, cancellationToken));
    }

    private static string? Refusal(Verdict verdict) => verdict switch
    {
        Verdict.Good => null,
        Verdict.Refused refused => refused.Complaint,
        Verdict.Failed failed => failed.Why,
        var other => throw new InvalidOperationException($"No validation ends so: {other}."),
    };
}
