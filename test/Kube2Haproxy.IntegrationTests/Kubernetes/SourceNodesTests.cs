using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>Nodes from the API server, where they are the servers.</summary>
public sealed class SourceNodesTests : IAsyncLifetime
{
    private static readonly (string Key, string Value) NodePort = ("Services:Backends", "NodePort");

    private readonly TestLimit _limit = new();
    private readonly TemporaryDirectory _files = new();
    private FakeApiServer _server = null!;

    private CancellationToken Stop => _limit.Token;

    public async ValueTask InitializeAsync() => _server = await FakeApiServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _limit.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Nobody_asks_for_nodes_where_pods_are_the_servers()
    {
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop);
        await run.SyncedAsync();
        await _server.WaitForWatchAsync(ApiResource.EndpointSlices, Stop);

        _server.Requests.ShouldNotContain(request => request.Resource == ApiResource.Nodes);
    }

    [Fact]
    public async Task The_first_message_holds_the_nodes_too_and_changes_follow()
    {
        var service = KubernetesObjects.Service("web", ports: [KubernetesObjects.ServicePort(80)], type: "NodePort");
        service["spec"]!["ports"]![0]!["nodePort"] = 30080;
        _server.Apply(service);
        _server.Apply(KubernetesObjects.Node("n1", "192.0.2.1"));
        _server.Apply(KubernetesObjects.Node("n2", "192.0.2.2"));

        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, settings: NodePort);
        await run.SyncedAsync();
        await _server.WaitForWatchAsync(ApiResource.Nodes, Stop);

        run.Messages.ShouldHaveSingleItem();
        Servers(run).ShouldBe("n1=192.0.2.1:30080 n2=192.0.2.2:30080");

        _server.Apply(KubernetesObjects.Node("n1", "192.0.2.7"));
        _server.Delete(ApiResource.Nodes, "", "n2").ShouldBeTrue();
        _server.Apply(KubernetesObjects.Node("n3", "192.0.2.3"));
        await run.UntilAsync(() => Servers(run) == "n1=192.0.2.7:30080 n3=192.0.2.3:30080");
    }

    [Fact]
    public async Task Heartbeats_give_no_message()
    {
        _server.Apply(KubernetesObjects.Node("n1", "192.0.2.1"));
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, settings: NodePort);
        await run.SyncedAsync();
        await _server.WaitForWatchAsync(ApiResource.Nodes, Stop);

        for (var i = 0; i < 50; i++)
            _server.Apply(KubernetesObjects.Node("n1", "192.0.2.1", heartbeat: $"2024-05-06T07:08:{i:d2}Z"));

        // Comes after all of them on the same watch.
        _server.Apply(KubernetesObjects.Node("n1", "192.0.2.1", ready: "Unknown"));
        await run.UntilAsync(() => run.Messages.Count > 1);

        run.Messages.Count.ShouldBe(2);
        run.Messages.Last().Deltas.ShouldHaveSingleItem().ShouldBeOfType<Upserted<Node>>().Current.IsReady.ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_is_handed_on_while_nodes_may_not_be_read()
    {
        _server.Apply(KubernetesObjects.Service("web"));
        _server.Fail(request => request.Resource == ApiResource.Nodes, new Fault.Status(403));

        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, settings: NodePort);
        await run.UntilAsync(() => run.Status.Fault is not null);

        run.Status.Synced.ShouldBeFalse();
        run.Messages.ShouldBeEmpty();
        run.Status.Fault.ShouldNotBeNull().ShouldContain("list nodes");
    }

    private static string Servers(SourceRun run)
    {
        var store = new ClusterStore(BackendKind.NodePort);
        foreach (var delta in run.Messages.SelectMany(message => message.Deltas))
            store.Apply(delta);

        return string.Join(' ', store.View(new() { Backends = BackendKind.NodePort }).Services[0].Ports[0].Servers
            .Select(server => $"{server.Name}={server.Address}:{server.Port}"));
    }
}
