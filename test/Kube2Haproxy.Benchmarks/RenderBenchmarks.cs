using BenchmarkDotNet.Attributes;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;

namespace Kube2Haproxy.Benchmarks;

/// <summary>From the view of a large cluster to the text of haproxy.cfg, all of it anew: 3.8 MB.</summary>
[MemoryDiagnoser]
public class RenderBenchmarks
{
    private Template? _template;
    private TemplateData? _data;
    private ClusterView? _view;

    [GlobalSetup]
    public void SetUp()
    {
        var options = new HaproxyTemplateOptions();
        _template = Template.Load(TemplateFiles.Of(options));
        _data = TemplateData.For(options, new KeepalivedTemplateOptions(), new NodeDevice("eth0", []), "node-1");
        _view = LargeCluster.Store().View(new ExposureRules());
    }

    [Benchmark]
    public string Render() => _template!.Render(_view!, _data!);
}
