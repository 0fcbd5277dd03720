using BenchmarkDotNet.Attributes;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;

namespace Kube2Haproxy.Benchmarks;

/// <summary>From the view to haproxy.cfg, 3.8 MB: all of it anew, and after a change of one Service's endpoints.</summary>
[MemoryDiagnoser]
public class RenderBenchmarks
{
    private readonly ExposureRules _rules = new();
    private readonly ClusterStore _store = LargeCluster.Store();
    private readonly TemplateData _data = TemplateData.For(
        new HaproxyTemplateOptions(), new KeepalivedTemplateOptions(), new NodeDevice("eth0", []), new("node-1"));

    private Template? _template;
    private ClusterView? _view;
    private int _turn;

    [GlobalSetup]
    public void SetUp()
    {
        _template = Load();
        _view = _store.View(_rules);
    }

    /// <summary>With the template's parsing.</summary>
    [Benchmark]
    public int RenderAll() => Load().Render(_view!, _data).Count;

    /// <summary>From the change of one Service's endpoints to all fragments, the view of the cluster included.</summary>
    [Benchmark]
    public int ViewAndRenderOneChanged()
    {
        _turn++;
        _store.Apply(new Upserted<ServiceEndpoints>(LargeCluster.Endpoints(i: 7, count: 9 + (_turn % 2)), null));
        return _template!.Render(_store.View(_rules), _data).Count;
    }

    private static Template Load() => Template.Load(TemplateFiles.Of(new HaproxyTemplateOptions()));
}
