using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Kubernetes;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.IntegrationTests.Rendering;

/// <summary>A real HAProxy on what the built-in template makes of nodes: loopback addresses that each answer as kube-proxy does.</summary>
public sealed class NodeHealthCheckTests : IAsyncDisposable
{
    private readonly TestLimit _limit = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly int _nodePort = RealHaproxy.FreePort();
    private readonly int _healthPort = RealHaproxy.FreePort();
    private readonly int _port = RealHaproxy.FreePort();

    [Theory, EachHaproxy]
    public async Task A_node_whose_pods_are_gone_is_left_before_the_slices_say_so(HaproxyVersion version)
    {
        await using var one = new FakeNode("127.0.0.1", _nodePort, _healthPort);
        await using var two = new FakeNode("127.0.0.2", _nodePort, _healthPort);
        _directory.Write("haproxy.cfg", Render(On("one", ready: true), On("two", ready: true)));
        await using var haproxy = await RealHaproxy.StartAsync(_directory.Path, version);
        await UntilAsync(haproxy, "127.0.0.1 127.0.0.2");

        two.HasPods = false;

        await UntilAsync(haproxy, "127.0.0.1");
    }

    [Theory, EachHaproxy]
    public async Task Nodes_whose_pods_all_drain_serve_although_kube_proxy_calls_them_unhealthy(HaproxyVersion version)
    {
        await using var one = new FakeNode("127.0.0.1", _nodePort, _healthPort) { HasPods = false };
        await using var two = new FakeNode("127.0.0.2", _nodePort, _healthPort) { HasPods = false };
        _directory.Write("haproxy.cfg", Render(On("one", ready: true), On("two", ready: false)));
        await using var haproxy = await RealHaproxy.StartAsync(_directory.Path, version);
        await UntilAsync(haproxy, "");

        _directory.Write("haproxy.cfg", Render(On("one", ready: false), On("two", ready: false)));
        await haproxy.AskAsync("reload");

        // What is not checked stays as it is: that both have answered once would only say that no check has failed yet.
        var stats = RealHaproxy.StatsSocketIn(_directory.Path);
        await Wait.UntilAsync(
            async () => (await RealHaproxy.AskAsync(stats, "show stat")).Split(",no check,").Length == 3,
            "neither node is checked", () => haproxy.Log, _limit.Token);
        (await AnswersAsync()).ShouldBe("127.0.0.1 127.0.0.2");
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        _limit.Dispose();
        return default;
    }

    private static Endpoint On(string node, bool ready) =>
        Endpoint($"10.1.0.{node.Length}:80", ready, terminating: !ready) with { Node = node };

    private string Render(params Endpoint[] endpoints)
    {
        var store = new ClusterStore(BackendKind.NodePort);
        var service = NodePortService("web", _nodePort, "127.0.0.1", "Local") with { HealthCheckNodePort = _healthPort };
        store.Apply(new Replaced<Service>([service with { Ports = [service.Ports[0] with { Port = _port }] }]));
        store.Apply(new Replaced<ServiceEndpoints>([Slice("web", "web-1", endpoints)]));
        store.Apply(new Replaced<Core.Cluster.Node>([Node("one", "127.0.0.1"), Node("two", "127.0.0.2")]));

        // The nodes' pods are sent the PROXY protocol, kube-proxy's check is not: it would not understand it.
        var options = new HaproxyTemplateOptions { StatsSocket = RealHaproxy.StatsSocketIn(_directory.Path) };
        options.Settings["user"] = options.Settings["group"] = "";
        options.Settings["server_options"] = "inter 50ms fall 2 send-proxy-v2";
        var data = TemplateData.For(options, new KeepalivedTemplateOptions(), new NodeDevice("lo", []), new("node1"));
        return Template.Load(TemplateFiles.Of(options)).Render(store.View(new() { Backends = BackendKind.NodePort }), data).Text();
    }

    private Task UntilAsync(RealHaproxy haproxy, string answers) => Wait.UntilAsync(
        async () => await AnswersAsync() == answers, $"\"{answers}\" and no other answer", () => haproxy.Log, _limit.Token);

    /// <summary>Who answered any of several connections, sorted.</summary>
    private async Task<string> AnswersAsync()
    {
        var answers = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 6; i++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, _port, _limit.Token);
                using var reader = new StreamReader(client.GetStream());
                if (await reader.ReadLineAsync(_limit.Token) is { } answer)
                    answers.Add(answer);
            }
            catch (Exception refused) when (refused is IOException or SocketException)
            {
                // HAProxy resets a connection for which it has no server.
            }
        }

        return string.Join(' ', answers);
    }
}
