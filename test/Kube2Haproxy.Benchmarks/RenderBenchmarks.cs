using System.Net;
using BenchmarkDotNet.Attributes;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;

namespace Kube2Haproxy.Benchmarks;

/// <summary>From the store to the text of haproxy.cfg, all of it anew: 5,000 Services with 10 endpoints each give 3.8 MB.</summary>
[MemoryDiagnoser]
public class RenderBenchmarks
{
    private const int ServiceCount = 5000;
    private const int EndpointCount = 10;

    private readonly ClusterStore _store = new();
    private Template? _template;
    private TemplateData? _data;
    private ClusterView? _view;

    [GlobalSetup]
    public void SetUp()
    {
        _store.Apply(new Replaced<Service>([.. Enumerable.Range(0, ServiceCount).Select(i => new Service
        {
            Name = Name(i),
            ClusterAddresses = [Address(96, i)],
            Ports = [new("http", 80, TransportProtocol.Tcp)],
        })]));
        _store.Apply(new Replaced<ServiceEndpoints>([.. Enumerable.Range(0, ServiceCount).Select(i => new ServiceEndpoints(
            Name(i) with { Name = $"service-{i}-x" },
            Name(i),
            [.. Enumerable.Range(0, EndpointCount).Select(j =>
                new Endpoint("http", Address(128, (i * EndpointCount) + j), 8080, true, true, false) { Pod = $"service-{i}-{j}" })]))]));

        var options = new HaproxyTemplateOptions();
        _template = Template.Load(TemplateFiles.Of(options));
        _data = TemplateData.For(options, new KeepalivedTemplateOptions(), new NodeDevice("eth0", []), "node-1");
        _view = View();
    }

    [Benchmark]
    public ClusterView View() => _store.View(new ExposureRules());

    [Benchmark]
    public int Render() => _template!.Render(_view!, _data!).Count;

    private static NamespacedName Name(int i) => new($"namespace-{i % 50}", $"service-{i}");

    private static IPAddress Address(int second, int i) => new([10, (byte)(second + (i >> 16)), (byte)(i >> 8), (byte)i]);
}
