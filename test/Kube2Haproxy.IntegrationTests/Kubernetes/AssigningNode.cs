using System.Threading.Channels;
using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Rendering;
using Kube2Haproxy.Sources;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>A node that gives out addresses of 203.0.113.16/28 and 2001:db8::/64, without the daemons.</summary>
internal sealed class AssigningNode : IAsyncDisposable
{
    private readonly LogLines _log = new(failingEvent: 0);
    private readonly TemporaryDirectory _directory = new();
    private readonly ServiceProvider _container;
    private readonly IReadOnlyList<BackgroundService> _services;

    private AssigningNode(FakeApiServer server, bool keepalived)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Kubernetes:Kubeconfig"] = KubeconfigFile.Write(server, _directory.Path),
            ["Kubernetes:Qps"] = "1000",
            ["Kubernetes:Burst"] = "1000",
            ["Services:Addresses:0"] = "LoadBalancer",
            ["Services:AllowedAddresses:0"] = "203.0.113.0/24",
            ["Services:AllowedAddresses:1"] = "2001:db8::/64",
            ["Services:Pools:0"] = "203.0.113.16/28",
            ["Services:Pools:1"] = "2001:db8::/64",
            ["Haproxy:Enabled"] = "false",
            ["Keepalived:Enabled"] = $"{keepalived}",
            ["Keepalived:Device"] = "lo",
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var container = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(_log))
            .AddMetrics()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(Board)
            .AddSingleton(Board.Source)
            .AddSingleton<IPauseGate>(Gate);
        AddChannel<RenderInput>(BoundedChannelFullMode.Wait);
        AddChannel<HaproxyConfiguration>(BoundedChannelFullMode.DropOldest);
        AddChannel<KeepalivedConfiguration>(BoundedChannelFullMode.DropOldest);
        AddChannel<AddressPlan>(BoundedChannelFullMode.DropOldest);
        _container = container.AddAssignments(configuration).AddRendering(configuration).AddSources(configuration).BuildServiceProvider();
        _services = [.. _container.GetServices<IHostedService>().Cast<BackgroundService>()];

        void AddChannel<T>(BoundedChannelFullMode fullMode)
        {
            var channel = Channel.CreateBounded<T>(new BoundedChannelOptions(1) { FullMode = fullMode });
            container.AddSingleton(channel.Reader).AddSingleton(channel.Writer);
        }
    }

    public StatusBoard Board { get; } = new();

    public FakePauseGate Gate { get; } = new();

    public IReadOnlyCollection<string> Log => _log.Lines;

    /// <summary>Namespace, name and addresses of what is served, sorted.</summary>
    public IEnumerable<string> Served =>
        Board.Cluster.Value.View.Services.Select(one => $"{one.Service.Name} {string.Join(',', one.Addresses)}");

    /// <param name="server">Whom it follows and writes to.</param>
    /// <param name="role">What Keepalived's notify script says; null where there is no Keepalived.</param>
    /// <param name="stop">Ends the start.</param>
    public static async Task<AssigningNode> StartAsync(FakeApiServer server, VrrpState? role, CancellationToken stop)
    {
        var node = new AssigningNode(server, keepalived: role is not null);
        node.Become(role ?? VrrpState.Unknown);
        foreach (var service in node._services)
            await service.StartAsync(stop);

        return node;
    }

    public void Become(VrrpState role) => Board.Vrrp.Value = new VrrpStatus(role, DateTimeOffset.UnixEpoch);

    /// <summary>Waits for a condition; fails at once where one of the services has ended.</summary>
    public async Task UntilAsync(Func<bool> condition, CancellationToken stop)
    {
        while (!condition())
        {
            _services.ShouldAllBe(service => !service.ExecuteTask!.IsCompleted);
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.Reverse())
            await service.StopAsync(CancellationToken.None);

        await _container.DisposeAsync();
        _log.Dispose();
        _directory.Dispose();
    }
}
