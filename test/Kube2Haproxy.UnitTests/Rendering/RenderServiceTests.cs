using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Rendering;
using Kube2Haproxy.Rendering.Exposure;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.TestSupport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Rendering;

public sealed class RenderServiceTests : IAsyncDisposable
{
    private readonly TestLimit _limit = new();
    private readonly Channel<RenderInput> _inputs = Channel.CreateUnbounded<RenderInput>();
    private readonly Channel<AddressPlan> _plans = Channel.CreateUnbounded<AddressPlan>();
    private readonly StatusBoard _board = new();
    private readonly RecordingRenderer _renderer = new();
    private readonly FakeNetwork _network = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly RememberedWarnings _log = new();
    private readonly ServicesOptions _services = new() { Addresses = ["ClusterIP"], ReservedPorts = ["22", "listening"] };
    private readonly RenderService _service;

    public RenderServiceTests() => _service = new RenderService(
        _inputs.Reader, _plans.Writer, [_renderer], Rules(_services), _network, _board, _log);

    [Fact]
    public async Task Nothing_is_rendered_before_services_and_endpoints_have_been_listed()
    {
        Send(new Replaced<Service>([Service("web")]));
        Send(new Upserted<ServiceEndpoints>(EndpointsOf("web", "10.1.0.1:80"), DateTimeOffset.UnixEpoch));
        await _service.StartAsync(_limit.Token);
        await Until(() => _inputs.Reader.Count == 0);
        _renderer.Rendered.Reader.TryRead(out _).ShouldBeFalse();

        Send(new Replaced<ServiceEndpoints>([]));

        (await Rendered()).Services.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Nothing_is_rendered_before_nodes_have_been_listed_where_they_are_the_servers()
    {
        _services.Backends = BackendKind.NodePort;
        Send(new Replaced<Service>([NodePortService("web")]), new Replaced<ServiceEndpoints>([]));
        await _service.StartAsync(_limit.Token);
        await Until(() => _inputs.Reader.Count == 0);
        _renderer.Rendered.Reader.TryRead(out _).ShouldBeFalse();

        Send(new Replaced<Core.Cluster.Node>([TestSupport.Cluster.Node("n1", "192.0.2.1")]));

        (await Rendered()).Services[0].Ports[0].Servers.ShouldHaveSingleItem().Name.ShouldBe("n1");
    }

    [Fact]
    public async Task Without_pools_there_is_no_plan_of_addresses()
    {
        Send(new Replaced<Service>([Service("web")]), new Replaced<ServiceEndpoints>([]));
        await _service.StartAsync(_limit.Token);

        await Rendered();

        _plans.Reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task With_pools_each_state_has_its_plan_without_the_nodes_addresses()
    {
        using var service = new RenderService(
            _inputs.Reader,
            _plans.Writer,
            [_renderer],
            new NodeRules(
                Options.Create(new ServicesOptions { Addresses = ["LoadBalancer"], AllowedAddresses = ["192.0.2.0/24"], Pools = ["192.0.2.8/29"] }),
                Options.Create(new HaproxyTemplateOptions()),
                Options.Create(new KeepalivedTemplateOptions { ConstantAddress = "192.0.2.9/24", Peers = ["192.0.2.10"] }),
                _network),
            _network,
            _board,
            _log);
        Send(new Replaced<Service>([Service("web") with { Type = ServiceType.LoadBalancer, LoadBalancer = new() }]), new Replaced<ServiceEndpoints>([]));
        await service.StartAsync(_limit.Token);

        var plan = await _plans.Reader.ReadAsync(_limit.Token);

        plan.Assignments.ShouldHaveSingleItem().Addresses.ShouldBe([IPAddress.Parse("192.0.2.11")]);
        await service.StopAsync(_limit.Token);
    }

    [Fact]
    public async Task All_that_waits_is_rendered_at_once_with_all_its_changes()
    {
        Send(new Replaced<Service>([]), new Replaced<ServiceEndpoints>([]));
        foreach (var i in Enumerable.Range(1, 50))
            Send(new Upserted<Service>(Service($"s{i}", $"10.0.0.{i}"), DateTimeOffset.UnixEpoch.AddSeconds(i)));

        await _service.StartAsync(_limit.Token);

        (await Rendered()).Services.Count.ShouldBe(50);
        _renderer.Changes.Count.ShouldBe(50);
        _renderer.Rendered.Reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Templates_are_read_at_the_start_and_when_they_change()
    {
        Send(new Replaced<Service>([]), new Replaced<ServiceEndpoints>([]));
        await _service.StartAsync(_limit.Token);
        await Rendered();
        _renderer.Reads.ShouldBe(1);

        _inputs.Writer.TryWrite(new RenderInput.TemplatesChanged());
        await Rendered();

        _renderer.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task An_address_that_becomes_the_nodes_own_is_served_no_more()
    {
        Send(new Replaced<Service>([Service("web")]), new Replaced<ServiceEndpoints>([]));
        await _service.StartAsync(_limit.Token);
        (await Rendered()).Services.ShouldHaveSingleItem();

        _network.Own.Add(IPAddress.Parse("10.0.0.1"));
        _inputs.Writer.TryWrite(new RenderInput.DeviceAddressesChanged());

        (await Rendered()).Services.ShouldBeEmpty();
    }

    [Fact]
    public async Task Addresses_that_are_not_the_nodes_own_come_and_go_without_a_new_view()
    {
        Send(new Replaced<Service>([Service("web"), Service("none", null)]), new Replaced<ServiceEndpoints>([]));
        await _service.StartAsync(_limit.Token);
        var before = await Rendered();

        _inputs.Writer.TryWrite(new RenderInput.DeviceAddressesChanged());

        (await Rendered()).ShouldBeSameAs(before);
    }

    [Fact]
    public async Task Ports_that_the_node_listens_on_are_reserved()
    {
        _network.Ports.Add(80);
        Send(new Replaced<Service>([Service("web")]), new Replaced<ServiceEndpoints>([]));
        await _service.StartAsync(_limit.Token);

        (await Rendered()).Services.ShouldBeEmpty();
        _board.Cluster.Value.View.Skipped.ShouldHaveSingleItem().Reason.ShouldBe(SkipReason.ReservedPort);
    }

    [Fact]
    public async Task Ports_that_haproxy_listens_on_are_not()
    {
        _network.Ports.Add(80);
        _directory.Write("haproxy.cfg", "frontend all\n  bind :80\n");
        Send(new Replaced<Service>([Service("web")]), new Replaced<ServiceEndpoints>([]));
        await _service.StartAsync(_limit.Token);

        (await Rendered()).Services.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_board_says_what_is_exposed_and_what_is_wrong()
    {
        _renderer.Fault = "haproxy.cfg.liquid:3:7: unknown name 'x'.";
        Send(new Replaced<Service>([Service("web"), Service("none", null)]), new Replaced<ServiceEndpoints>([EndpointsOf("web", "10.1.0.1:80", "10.1.0.2:80")]));
        await _service.StartAsync(_limit.Token);
        await Until(() => _board.Cluster.Value.Fault is not null);

        _board.Cluster.Value.Services.ShouldBe(1);
        _board.Cluster.Value.Endpoints.ShouldBe(2);
        _board.Cluster.Value.View.Skipped.ShouldHaveSingleItem().Reason.ShouldBe(SkipReason.NoAddress);
    }

    [Fact]
    public async Task An_ignored_annotation_is_told_once()
    {
        Send(new Replaced<Service>([Service("web").Annotated("mode=udp")]), new Replaced<ServiceEndpoints>([]));
        await _service.StartAsync(_limit.Token);
        await Rendered();

        Send(new Upserted<Service>(Service("web").Annotated("mode=udp", "balance=best"), DateTimeOffset.UnixEpoch));
        await Rendered();
        await Until(() => _log.Warnings.Count >= 2);

        _board.Cluster.Value.View.IgnoredAnnotations.Count.ShouldBe(2);
        _log.Warnings.ShouldBe(
        [
            "Annotation \"kube2haproxy.io/mode\" of default/web is \"udp\" and is ignored. It must be tcp or http.",
            "Annotation \"kube2haproxy.io/balance\" of default/web is \"best\" and is ignored. "
                + "It must be roundrobin, leastconn, random, source or first.",
        ]);
    }

    [Fact]
    public async Task Thousands_that_are_not_served_or_wrong_are_told_in_few_lines()
    {
        _network.Ports.Add(80);
        Send(
            new Replaced<Service>([.. Enumerable.Range(1000, 5000).Select(i => Service($"s{i}", $"10.0.{i / 250}.{i % 250}").Annotated("mode=udp"))]),
            new Replaced<ServiceEndpoints>([]));
        await _service.StartAsync(_limit.Token);
        await Rendered();
        await Until(() => _log.Warnings.Any(static line => line.Contains("more annotations", StringComparison.Ordinal)));

        _board.Cluster.Value.View.Skipped.Count.ShouldBe(5000);
        _log.Warnings.Count.ShouldBe(22);
        _log.Warnings.ShouldContain("4990 more are not served (ReservedPort): default/s1010 port 80, default/s1011 port 80, default/s1012 port 80, "
            + "default/s1013 port 80, default/s1014 port 80 first. kube2haproxy status --json has all.");
        _log.Warnings.ShouldContain("4990 more annotations are ignored: \"kube2haproxy.io/mode\" of default/s1010, "
            + "\"kube2haproxy.io/mode\" of default/s1011, \"kube2haproxy.io/mode\" of default/s1012, \"kube2haproxy.io/mode\" of default/s1013, "
            + "\"kube2haproxy.io/mode\" of default/s1014 first. kube2haproxy status --json has all.");
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
        _limit.Dispose();
        _directory.Dispose();
    }

    private void Send(params ClusterDelta[] deltas) => _inputs.Writer.TryWrite(new RenderInput.ClusterChanged(deltas));

    private async Task<ClusterView> Rendered()
    {
        var view = await _renderer.Rendered.Reader.ReadAsync(_limit.Token);
        await Until(() => _board.Cluster.Value.Services == view.Services.Count && !_board.Cluster.Value.IsStarting);
        return view;
    }

    private async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            _limit.Token.ThrowIfCancellationRequested();
            _service.ExecuteTask?.IsFaulted.ShouldBeFalse(_service.ExecuteTask.Exception?.ToString());
            await Task.Yield();
        }
    }

    private NodeRules Rules(ServicesOptions services) => new(
        Options.Create(services),
        Options.Create(new HaproxyTemplateOptions { ConfigFile = _directory["haproxy.cfg"] }),
        Options.Create(new KeepalivedTemplateOptions()),
        _network);

    private sealed class RecordingRenderer : IConfigurationRenderer
    {
        public Channel<ClusterView> Rendered { get; } = Channel.CreateUnbounded<ClusterView>();

        public IReadOnlyList<DateTimeOffset> Changes { get; private set; } = [];

        public int Reads { get; private set; }

        public string? Fault { get; set; }

        public void ReadTemplate() => Reads++;

        public void Take(RenderInput.TemplateTaken taken)
        {
        }

        public string? Render(ClusterView view, NodeDevice device, IReadOnlyList<DateTimeOffset> changes)
        {
            Changes = changes;
            Rendered.Writer.TryWrite(view);
            return Fault;
        }
    }

    private sealed class RememberedWarnings : ILogger<RenderService>
    {
        public ConcurrentQueue<string> Warnings { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Warnings.Enqueue(formatter(state, exception));
    }

    private sealed class FakeNetwork : INodeNetwork
    {
        public event EventHandler? AddressesChanged
        {
            add { }
            remove { }
        }

        public HashSet<IPAddress> Own { get; } = [];

        public HashSet<int> Ports { get; } = [];

        public NodeIdentity Identity => new("node-1");

        public NodeDevice Device() => new("eth0", []);

        public IReadOnlySet<IPAddress> OwnAddresses() => Own.ToHashSet();

        public IReadOnlySet<int> ListeningPorts() => Ports;
    }
}
