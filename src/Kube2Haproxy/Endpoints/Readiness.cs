using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Keepalived;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Endpoints;

/// <summary>Whether the first state of the cluster has been applied, whether nothing is applied any more, and what is wrong now.</summary>
internal sealed class Readiness(StatusBoard board, IOptions<HaproxyOptions> haproxy, IOptions<KeepalivedOptions> keepalived)
{
    private bool _wasReady;

    /// <summary>Those that are enabled.</summary>
    public IReadOnlyList<(string Name, Published<DaemonStatus> Status)> Daemons { get; } =
    [
        .. haproxy.Value.Enabled ? [("haproxy", board.Haproxy)] : Array.Empty<(string, Published<DaemonStatus>)>(),
        .. keepalived.Value.Enabled ? [("keepalived", board.Keepalived)] : Array.Empty<(string, Published<DaemonStatus>)>(),
    ];

    /// <summary>
    /// Never becomes false again: a fault that comes later must not make both nodes give up their addresses, since what is live
    /// serves on. Who starts in a pause has done what there is to do: what waits for it, as systemd does, must not wait for the pause's end.
    /// </summary>
    public bool IsReady => _wasReady |=
        board.Pause.Value.HasPaused
        || (board.Source.Value.Synced && Daemons.All(daemon => daemon.Status.Value.Applied || (daemon.Status == board.Haproxy && IsElsewhere)));

    /// <summary>HAProxy waits for nothing but that this node becomes MASTER.</summary>
    private bool IsElsewhere =>
        haproxy.Value.OnlyWhenMaster && board.Vrrp.Value.Instances.All(static one => one.State is VrrpState.Backup or VrrpState.Fault);

    /// <summary>That nothing is applied, why, and what ends it, in one line; null where there is no pause.</summary>
    public string? Paused => board.Pause.Value.Pause is { } pause ? $"PAUSED {pause.Explanation}" : null;

    /// <summary>What has not happened yet; empty when ready, but in a pause.</summary>
    public IReadOnlyList<string> Pending =>
    [
        .. board.Source.Value.Synced ? [] : new[] { "source: Services and endpoints have not been listed yet." },
        .. Daemons.Where(daemon => !daemon.Status.Value.Applied)
            .Select(daemon => $"{daemon.Name}: no configuration has been applied yet"
                + (daemon.Status == board.Haproxy && haproxy.Value.OnlyWhenMaster ? "; it waits for this node to be MASTER (Haproxy:OnlyWhenMaster)." : ".")),
    ];

    /// <summary>What is wrong now, each with its remedy; empty when all is well. The last good state stays in force meanwhile.</summary>
    public IReadOnlyList<string> Faults =>
    [
        .. Fault("source", board.Source.Value.Fault, board.Source.Value.FaultSince),
        .. Fault("assignments", board.Assignments.Value.Fault, board.Assignments.Value.FaultSince),
        .. Fault("templates", board.Cluster.Value.Fault, null),
        .. Fault("vrrp", board.Vrrp.Value.Fault, null),
        .. Daemons.SelectMany(daemon => Fault(daemon.Name, daemon.Status.Value.Fault, daemon.Status.Value.FaultSince)),
        .. Daemons.SelectMany(daemon => Quarantined(daemon.Name, daemon.Status.Value.Quarantined)),
    ];

    /// <summary>In one line: who they are, and what is wrong with each, <c>status</c> says.</summary>
    private static string[] Quarantined(string daemon, IReadOnlyList<QuarantinedService> services) => services.Count == 0
        ? []
        :
        [
            $"{daemon}: {services.Count} {(services.Count == 1 ? "Service is" : "Services are")} held back as they are now, " +
            $"{services[0].Service} first: {services[0].Complaint} (kube2haproxy status tells all)",
        ];

    private static string[] Fault(string part, string? fault, DateTimeOffset? since) => fault is null
        ? []
        : [$"{part}: {fault}" + (since is { } time ? $" (since {time:yyyy-MM-ddTHH:mm:ssZ})" : "")];
}
