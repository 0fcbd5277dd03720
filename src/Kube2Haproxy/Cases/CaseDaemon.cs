using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Daemons.Processes;
using Kube2Haproxy.Rendering.Offline;
using Microsoft.Extensions.Configuration;

namespace Kube2Haproxy.Cases;

/// <summary>What cases tell apart about the two daemons.</summary>
/// <param name="Key">In a case's file.</param>
/// <param name="Section">Of the settings.</param>
/// <param name="Name">In messages.</param>
/// <param name="FileName">Of the text that is expected.</param>
/// <param name="Render">Its text, or why there is none.</param>
/// <param name="RefusesAsync">Whether its program takes a file; null where it does.</param>
internal sealed record CaseDaemon(
    string Key,
    string Section,
    string Name,
    string FileName,
    Func<IConfiguration, IReadOnlyList<ClusterDelta>, DescribedNode, (string? Text, string? Fault)> Render,
    Func<IConfiguration, string, TimeProvider, CancellationToken, Task<string?>> RefusesAsync)
{
    public static IReadOnlyList<CaseDaemon> All { get; } =
    [
        new("haproxy", "Haproxy", "HAProxy", "haproxy.cfg", OfflineRendering.Haproxy, DaemonPrograms.HaproxyRefusesAsync),
        new("keepalived", "Keepalived", "Keepalived", "keepalived.conf", OfflineRendering.Keepalived, DaemonPrograms.KeepalivedRefusesAsync),
    ];

    /// <summary>The path of its own program.</summary>
    public string Program(IConfiguration configuration) => configuration[$"{Section}:Binary"] ?? "";
}
