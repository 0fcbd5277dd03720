using BenchmarkDotNet.Attributes;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Haproxy.Planning;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;

namespace Kube2Haproxy.Benchmarks;

/// <summary>From two configurations, 5,000 Services with 10 endpoints each, to what is to be done.</summary>
[MemoryDiagnoser]
public class PlanBenchmarks
{
    private readonly Planner _planner = new(new Version(3, 0));
    private readonly List<IReadOnlyList<Fragment>> _one = [];
    private readonly List<IReadOnlyList<Fragment>> _many = [];
    private int _turn;

    [GlobalSetup]
    public void SetUp()
    {
        var store = LargeCluster.Store();
        var rules = new ExposureRules();
        var template = Template.Load(TemplateFiles.Of(new HaproxyTemplateOptions()));
        var data = TemplateData.For(new HaproxyTemplateOptions(), new KeepalivedTemplateOptions(), new NodeDevice("eth0", []), new("node-1"));
        foreach (var count in (int[])[10, 9])
        {
            store.Apply(new Upserted<ServiceEndpoints>(LargeCluster.Endpoints(2500, count), null));
            _one.Add(template.Render(store.View(rules), data));
        }

        foreach (var count in (int[])[10, 9])
        {
            for (var i = 0; i < 50; i++)
                store.Apply(new Upserted<ServiceEndpoints>(LargeCluster.Endpoints(i * 99, count), null));
            _many.Add(template.Render(store.View(rules), data));
        }
    }

    /// <summary>A pod that comes or goes, after what was wanted before runs now.</summary>
    [Benchmark]
    public object OneChanged() => Next(_one);

    /// <summary>One pod each of 50 Services, here and there.</summary>
    [Benchmark]
    public object FiftyChanged() => Next(_many);

    /// <summary>Two texts that nothing is known of: one is read as a whole, as at a start.</summary>
    [Benchmark]
    public object Unknown() => new Planner(new Version(3, 0)).Plan(_one[0], _one[1]);

    /// <summary>All servers of a text, for a comparison with those that run.</summary>
    [Benchmark]
    public object Servers() => _planner.Backends(_one[0]);

    private Plan.Runtime Next(List<IReadOnlyList<Fragment>> texts)
    {
        _turn ^= 1;
        return _planner.Plan(texts[_turn ^ 1], texts[_turn]) is Plan.Runtime runtime ? runtime : throw new InvalidOperationException("No commands.");
    }
}
