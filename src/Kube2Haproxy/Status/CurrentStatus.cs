using Kube2Haproxy.Commands;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Endpoints;
using Kube2Haproxy.Rendering.Exposure;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Status;

/// <summary>The board as a document. Made when somebody asks: at each rendering it would cost more than it tells.</summary>
internal sealed class CurrentStatus(StatusBoard board, Readiness readiness, IOptions<ServicesOptions> services)
{
    private readonly StatusDocument.ServiceSelection _selection =
        new(services.Value.Addresses, services.Value.Namespaces, services.Value.Selector, services.Value.OptIn);

    /// <summary>What is so now. Its parts are of one moment each.</summary>
    public StatusDocument Document
    {
        get
        {
            var (cluster, assignments, vrrp) = (board.Cluster.Value, board.Assignments.Value, board.Vrrp.Value);
            return new StatusDocument(
                VersionAction.Version,
                readiness.IsReady,
                Paused(board.Pause.Value),
                Source(board.Source.Value),
                new StatusDocument.AssignmentState(cluster.View.Assignments.Count, assignments.Fault, assignments.FaultSince),
                new StatusDocument.TemplateState(cluster.Fault),
                [.. readiness.Daemons.Select(daemon => Daemon(daemon.Name, daemon.Status.Value))],
                Vrrp(vrrp),
                _selection,
                [.. cluster.View.Services.Select(Served)],
                [.. cluster.View.Skipped.Select(Skipped)],
                [
                    .. cluster.View.IgnoredAnnotations.Select(one => new StatusDocument.WrongAnnotation(
                        one.Service.Namespace, one.Service.Name, one.Name, one.Value, one.Explanation)),
                ]);
        }
    }

    private static StatusDocument.PauseState? Paused(PauseStatus status) =>
        status.Pause is { } pause ? new(pause.Since, pause.By, pause.Reason, status.IsFinishing) : null;

    private static StatusDocument.SourceState Source(SourceStatus source) => new(
        source.Synced,
        source.Fault,
        source.FaultSince,
        [
            .. source.Refused.SelectMany(resource => resource.Value
                .OrderBy(one => one.Name)
                .Select(one => new StatusDocument.RefusedPart(resource.Key, one.Name?.Namespace, one.Name?.Name, one.Complaint))),
        ]);

    private static StatusDocument.VrrpRole Vrrp(VrrpStatus status) => new(
        Name(status.State),
        status.Since,
        status.Fault,
        [.. status.Instances.Select(one => new StatusDocument.VrrpInstance(one.Name, Name(one.State), one.Since))]);

    private static string Name(VrrpState state) => state.ToString().ToUpperInvariant();

    private static StatusDocument.DaemonState Daemon(string name, DaemonStatus status) => new(
        name, status.Applied, status.LastSuccess, status.Fault, status.FaultSince, status.Digest.Value,
        [
            .. status.Quarantined.Select(one => new StatusDocument.QuarantinedService(
                one.Service.Namespace, one.Service.Name, one.IsServed, one.Since, one.Complaint)),
        ]);

    private static StatusDocument.ServedService Served(ExposedService served) => new(
        served.Service.Name.Namespace,
        served.Service.Name.Name,
        [.. served.Addresses.Select(address => address.ToString())],
        [.. served.Ports.Select(Port)]);

    private static StatusDocument.ServedPort Port(ExposedPort port)
    {
        var ready = port.Servers.Count(server => server.Weight > 0);
        return new(
            port.Name,
            port.Port,
            [.. port.Addresses.Select(address => address.ToString())],
            port.Backend,
            new StatusDocument.ServerCounts(ready, port.Servers.Count - ready));
    }

    private static StatusDocument.SkippedService Skipped(SkippedPart skip) => new(
        skip.Service.Namespace, skip.Service.Name, skip.Address?.ToString(), skip.Port, skip.Reason.ToString(), skip.Explanation);
}
