using System.Threading.Channels;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Rendering;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>The full list at each <c>Kubernetes:SyncPeriod</c>.</summary>
public sealed class ResyncTests : IAsyncLifetime
{
    private readonly TestLimit _limit = new();
    private readonly TemporaryDirectory _files = new();

    // Begins now: the server's certificate is of this clock, and TLS is of the real one.
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly ClusterStore _store = new();
    private readonly Channel<HaproxyConfiguration> _rendered = Channel.CreateBounded<HaproxyConfiguration>(1);
    private FakeApiServer _server = null!;
    private int _applied;

    private CancellationToken Stop => _limit.Token;

    public async ValueTask InitializeAsync()
    {
        // The watches' own time is by the same clock.
        _server = await FakeApiServer.StartAsync(new FakeApiServerOptions { Time = _time });
        for (var i = 0; i < 20; i++)
        {
            _server.Apply(KubernetesObjects.Service($"web-{i}", clusterIPs: [$"10.96.0.{i + 1}"]));
            _server.Apply(
                KubernetesObjects.EndpointSlice($"web-{i}-1", $"web-{i}", endpoints: [KubernetesObjects.Endpoint($"10.1.0.{i + 1}")]));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _limit.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Where_nothing_has_changed_nothing_is_rendered_anew()
    {
        var renderer = Renderer();
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, _time, ("Kubernetes:SyncPeriod", "00:01:00"));
        await run.SyncedAsync();
        Render(run, renderer).ShouldBeTrue();

        await run.UntilAsync(() => Lists(run) >= 8, () => _time.Advance(TimeSpan.FromSeconds(2)));

        Render(run, renderer).ShouldBeFalse();
        run.Messages.SelectMany(message => message.Deltas).ShouldAllBe(delta => delta.ChangedAt == null);
        run.Status.Fault.ShouldBeNull();
    }

    [Fact]
    public async Task What_no_watch_said_is_repaired()
    {
        var renderer = Renderer();
        _server.Fail(request => request.IsWatch(), new Fault.SilentBody());
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, _time, ("Kubernetes:SyncPeriod", "00:01:00"));
        await run.SyncedAsync();
        Render(run, renderer).ShouldBeTrue();

        _server.Delete(ApiResource.Services, "default", "web-7");
        await run.UntilAsync(() => run.Services.Count() == 19, () => _time.Advance(TimeSpan.FromSeconds(2)));

        Render(run, renderer).ShouldBeTrue();
    }

    private static int Lists(SourceRun run) =>
        run.Messages.Sum(message => message.Deltas.Count(delta => delta is Replaced<Service> or Replaced<ServiceEndpoints>));

    /// <summary>With the built-in template.</summary>
    private ConfigurationRenderer<HaproxyConfiguration> Renderer()
    {
        var options = new HaproxyTemplateOptions();
        var renderer = new ConfigurationRenderer<HaproxyConfiguration>(
            "haproxy", TemplateFiles.Of(options), device => TemplateData.For(options, new(), device, new("node-1")),
            (fragments, changes) => new(fragments, changes), _rendered.Reader, _rendered.Writer);
        renderer.ReadTemplate();
        return renderer;
    }

    /// <summary>Whether what came since the last time leads to a new configuration.</summary>
    private bool Render(SourceRun run, ConfigurationRenderer<HaproxyConfiguration> renderer)
    {
        foreach (var delta in run.Messages.Skip(_applied).SelectMany(message => message.Deltas))
            _store.Apply(delta);

        _applied = run.Messages.Count;
        renderer.Render(_store.View(new()), new NodeDevice("eth0", []), []).ShouldBeNull();
        return _rendered.Reader.TryRead(out _);
    }
}
