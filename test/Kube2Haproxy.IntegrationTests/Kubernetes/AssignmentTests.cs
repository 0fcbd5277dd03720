using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Sources;
using Kube2Haproxy.Sources.Kubernetes;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>Services:Pools against the fake API server: what is written, when, and by whom.</summary>
public sealed class AssignmentTests : IAsyncLifetime
{
    private readonly TestLimit _limit = new();
    private FakeApiServer _server = null!;

    private CancellationToken Stop => _limit.Token;

    public async ValueTask InitializeAsync() => _server = await FakeApiServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _limit.Dispose();
    }

    [Fact]
    public async Task An_address_is_written_once_and_served_from_then_on()
    {
        _server.Apply(Balancer("web", "10.96.0.1", "fd00::1"));
        await using var node = await AssigningNode.StartAsync(_server, VrrpState.Master, Stop);
        await node.UntilAsync(() => node.Served.Any(), Stop);

        node.Served.ShouldBe(["default/web 203.0.113.17,2001:db8::1"]);
        var patch = _server.Requests.Single(request => request.IsPatch);
        patch.Path.ShouldBe("/api/v1/namespaces/default/services/web/status");
        var body = JsonNode.Parse(patch.Body)!;
        body["metadata"]!.AsObject().Select(pair => pair.Key).ShouldBe(["uid", "resourceVersion"]);
        body["status"]!.ToJsonString().ShouldBe(
            """{"loadBalancer":{"ingress":[{"ip":"203.0.113.17","ipMode":"Proxy"},{"ip":"2001:db8::1","ipMode":"Proxy"}]}}""");

        _server.Apply(Balancer("api", "10.96.0.2"));
        await node.UntilAsync(() => node.Served.Count() == 2, Stop);
        node.Served.ShouldBe(["default/api 203.0.113.18", "default/web 203.0.113.17,2001:db8::1"]);
        Patches.ShouldBe(["web", "api"]);
        node.Board.Cluster.Value.View.Assignments.ShouldBeEmpty();
        node.Board.Assignments.Value.Fault.ShouldBeNull();
    }

    [Fact]
    public async Task A_backup_writes_nothing_until_it_is_master()
    {
        await using var node = await AssigningNode.StartAsync(_server, VrrpState.Backup, Stop);
        _server.Apply(Balancer("web"));
        await node.UntilAsync(() => Pending(node) == 1, Stop);
        _server.Apply(Balancer("api"));
        await node.UntilAsync(() => Pending(node) == 2, Stop);
        Patches.ShouldBeEmpty();
        node.Board.Assignments.Value.Fault.ShouldBeNull("the peer writes them");

        node.Become(VrrpState.Master);

        await node.UntilAsync(() => node.Served.Count() == 2, Stop);
    }

    [Fact]
    public async Task Whoever_has_no_role_says_so_and_writes_nothing()
    {
        _server.Apply(Balancer("web"));
        await using var node = await AssigningNode.StartAsync(_server, VrrpState.Unknown, Stop);
        await node.UntilAsync(() => node.Board.Assignments.Value.Fault is not null, Stop);
        node.Board.Assignments.Value.Fault!.ShouldContain("notify script");
        Patches.ShouldBeEmpty();

        node.Become(VrrpState.Master);

        await node.UntilAsync(() => node.Served.Any() && node.Board.Assignments.Value.Fault is null, Stop);
    }

    [Fact]
    public async Task Two_nodes_that_write_both_give_each_service_one_address()
    {
        await using var one = await AssigningNode.StartAsync(_server, role: null, Stop);
        await using var other = await AssigningNode.StartAsync(_server, role: null, Stop);
        await one.UntilAsync(() => one.Board.Source.Value.Synced && other.Board.Source.Value.Synced, Stop);

        foreach (var i in Enumerable.Range(1, 12))
            _server.Apply(Balancer($"s{i}", $"10.96.0.{i}"));

        // Those that both have given the same address are given another one.
        await one.UntilAsync(() => AddressCount(one) == 12 && AddressCount(other) == 12 && Pending(one) + Pending(other) == 0, Stop);
        one.Served.ShouldBe(other.Served);

        static int AddressCount(AssigningNode node) => node.Served.Select(served => served.Split(' ')[1]).Distinct().Count();
    }

    [Fact]
    public async Task A_restart_writes_nothing()
    {
        _server.Apply(Balancer("web"));
        await using (var first = await AssigningNode.StartAsync(_server, VrrpState.Master, Stop))
            await first.UntilAsync(() => first.Served.Any(), Stop);

        await using var second = await AssigningNode.StartAsync(_server, VrrpState.Master, Stop);
        await second.UntilAsync(() => second.Served.Any(), Stop);

        second.Served.ShouldBe(["default/web 203.0.113.17"]);
        Pending(second).ShouldBe(0);
        Patches.ShouldBe(["web"]);
    }

    [Fact]
    public async Task A_missing_right_is_named_and_what_it_stops_is_written_once_it_is_there()
    {
        var forbidden = _server.Fail(request => request.IsPatch && request.Namespace == "default", new Fault.Status(403));
        _server.Apply(Balancer("web"));
        _server.Apply(Balancer("api", "10.96.0.2", @namespace: "shop"));
        await using var node = await AssigningNode.StartAsync(_server, VrrpState.Master, Stop);

        await node.UntilAsync(() => node.Served.Any(), Stop);
        node.Served.ShouldBe(["shop/api 203.0.113.18"], "one namespace's missing right does not stop the others");
        node.Board.Assignments.Value.Fault!.ShouldStartWith(
            "The address of default/web cannot be written. The API server at https://127.0.0.1:");
        node.Board.Assignments.Value.Fault!.ShouldEndWith("Grant this user the verb patch on services/status, as deploy/kubernetes/rbac-pools.yaml does.");

        forbidden.Dispose();

        await node.UntilAsync(() => node.Served.Count() == 2 && node.Board.Assignments.Value.Fault is null, Stop);
        node.Log.Count(line => line.Contains("rbac-pools.yaml")).ShouldBe(1, "a fault that stays is told once");
    }

    [Fact]
    public async Task After_a_conflict_the_next_state_of_the_service_decides()
    {
        _server.Fail(request => request.IsPatch, new Fault.Status(409), times: 1);
        _server.Apply(Balancer("web"));
        await using var node = await AssigningNode.StartAsync(_server, VrrpState.Master, Stop);
        await _server.WaitForRequestAsync(request => request.IsPatch, Stop);

        // Another change brings the same plan again; the same state of the Service is not tried again.
        _server.Apply(Balancer("api", "10.96.0.2"));
        await node.UntilAsync(() => node.Served.Any(), Stop);
        Patches.ShouldBe(["web", "api"]);
        node.Board.Assignments.Value.Fault.ShouldBeNull();

        _server.Apply(Balancer("web", "10.96.0.1", "fd00::1"));
        await node.UntilAsync(() => node.Served.Count() == 2, Stop);
        Patches.ShouldBe(["web", "api", "web"]);
    }

    [Fact]
    public async Task Nothing_is_written_while_the_cluster_cannot_be_followed()
    {
        _server.Apply(Balancer("web"));
        await using var node = await AssigningNode.StartAsync(_server, VrrpState.Backup, Stop);
        await node.UntilAsync(() => Pending(node) == 1, Stop);
        var away = _server.Fail(request => !request.IsPatch, new Fault.Status(500));
        _server.CutConnections();
        await node.UntilAsync(() => node.Board.Source.Value.Fault is not null, Stop);

        node.Become(VrrpState.Master);
        var count = _server.Requests.Count;
        await _server.WaitForRequestAsync(_ => true, Stop, count + 4);
        Patches.ShouldBeEmpty();

        away.Dispose();
        await node.UntilAsync(() => node.Served.Any(), Stop);
    }

    [Fact]
    public async Task An_api_server_that_is_overloaded_is_asked_again_as_it_says()
    {
        _server.Fail(request => request.IsPatch, new Fault.Status(429, TimeSpan.FromSeconds(1)), times: 1);
        _server.Apply(Balancer("web"));
        await using var node = await AssigningNode.StartAsync(_server, VrrpState.Master, Stop);

        await node.UntilAsync(() => node.Served.Any() && node.Board.Assignments.Value.Fault is null, Stop);

        Patches.ShouldBe(["web", "web"]);
    }

    [Fact]
    public async Task Nothing_is_written_in_a_pause()
    {
        await using var node = await AssigningNode.StartAsync(_server, VrrpState.Master, Stop);
        node.Gate.IsPaused = true;
        _server.Apply(Balancer("web"));
        await node.UntilAsync(() => Pending(node) == 1 && node.Gate.Waiting == 1, Stop);
        Patches.ShouldBeEmpty();

        // What was decided before the pause is not what is to be done after it.
        _server.Delete(ApiResource.Services, "default", "web").ShouldBeTrue();
        _server.Apply(Balancer("api"));
        await node.UntilAsync(() => node.Board.Cluster.Value.View.Assignments is [{ Service.Name: "api" }], Stop);
        node.Gate.IsPaused = false;

        await node.UntilAsync(() => node.Served.Any(), Stop);
        Patches.ShouldBe(["api"]);
    }

    [Fact]
    public async Task A_plan_that_does_not_know_of_the_last_write_is_not_carried_out()
    {
        using var files = new TemporaryDirectory();
        var (board, plans) = (new StatusBoard(), Channel.CreateUnbounded<AddressPlan>());
        board.Vrrp.Value = new VrrpStatus(VrrpState.Master, DateTimeOffset.UnixEpoch);
        var settings = new Dictionary<string, string?> { ["Kubernetes:Kubeconfig"] = KubeconfigFile.Write(_server, files.Path) };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        await using var container = new ServiceCollection().AddLogging().AddMetrics().AddSingleton(TimeProvider.System)
            .AddSingleton(board).AddSingleton(board.Source).AddSingleton(plans.Reader)
            .AddSingleton<IPauseGate>(new FakePauseGate()).AddSingleton(Channel.CreateUnbounded<RenderInput>().Writer).AddAssignments(configuration).AddSources(configuration).BuildServiceProvider();
        var service = container.GetServices<IHostedService>().OfType<AssignmentService>().Single();
        var (a, b) = (Created("a"), Created("b"));
        await service.StartAsync(Stop);

        plans.Writer.TryWrite(new([b with { Addresses = [IPAddress.Parse("203.0.113.17")] }]));
        await _server.WaitForRequestAsync(request => request.IsPatch, Stop);

        // Made before the write was seen: what it gives to the one it has just been given to the other.
        plans.Writer.TryWrite(new([a with { Addresses = [IPAddress.Parse("203.0.113.17")] }, b with { Addresses = [IPAddress.Parse("203.0.113.18")] }]));
        plans.Writer.TryWrite(new([a with { Addresses = [IPAddress.Parse("203.0.113.18")] }]));
        await _server.WaitForRequestAsync(request => request.IsPatch, Stop, count: 2);

        _server.Requests.Where(request => request.IsPatch).Select(request => request.Body.Contains("203.0.113.18")).ShouldBe([false, true]);
        await service.StopAsync(Stop);

        AddressAssignment Created(string name)
        {
            var version = _server.Apply(Balancer(name));
            return new(new("default", name), null!, $"{version}", []);
        }
    }

    private IEnumerable<string?> Patches => _server.Requests.Where(request => request.IsPatch).Select(request => request.Name);

    private static int Pending(AssigningNode node) => node.Board.Cluster.Value.View.Assignments.Count;

    private static JsonObject Balancer(string name, string ip = "10.96.0.1", string? second = null, string @namespace = "default") =>
        KubernetesObjects.Service(name, @namespace, clusterIPs: second is null ? [ip] : [ip, second], type: "LoadBalancer");
}
