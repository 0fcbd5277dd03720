using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Keepalived;
using Kube2Haproxy.Endpoints;
using Kube2Haproxy.Rendering.Exposure;
using Kube2Haproxy.Status;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.UnitTests.Status;

/// <summary>What a daemon shows, made the way that it makes it.</summary>
internal static class Statuses
{
    /// <summary>A daemon that is well and knows these objects.</summary>
    public static StatusBoard Board(IReadOnlyList<Service> services, params ServiceEndpoints[] endpoints)
    {
        var store = new ClusterStore();
        store.Apply(new Replaced<Service>(services));
        store.Apply(new Replaced<ServiceEndpoints>(endpoints));
        var board = new StatusBoard();
        board.Cluster.Value = new ClusterStatus(store.View(new ExposureRules()), null);
        board.Source.Value = new SourceStatus(true, null, null);
        board.Haproxy.Value = new DaemonStatus(true, DateTimeOffset.UnixEpoch, null, null);
        return board;
    }

    public static StatusBoard Refusing(this StatusBoard board, string resource, params RefusedObject[] refused)
    {
        var source = board.Source.Value;
        board.Source.Value = source with { Refused = source.Refused.SetItem(resource, refused) };
        return board;
    }

    public static StatusDocument Document(this StatusBoard board, ServicesOptions? services = null)
    {
        var readiness = new Readiness(
            board, Options.Create(new HaproxyOptions()), Options.Create(new KeepalivedOptions { Enabled = false }));
        return new CurrentStatus(board, readiness, Options.Create(services ?? new ServicesOptions { Addresses = ["ClusterIP"] })).Document;
    }
}
