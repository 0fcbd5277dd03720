using BenchmarkDotNet.Attributes;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Benchmarks;

/// <summary>From changes to the view of what is exposed of a large cluster.</summary>
[MemoryDiagnoser]
public class ViewBenchmarks
{
    private static readonly Upserted<ServiceEndpoints>[] Endpoints =
        [new(LargeCluster.Endpoints(77, 9), null), new(LargeCluster.Endpoints(77), null)];

    private static readonly Upserted<Service> Added = new(LargeCluster.Service(6000), null);
    private static readonly Deleted<Service> Gone = new(Added.Current.Name, null);

    private readonly ExposureRules _rules = new();
    private readonly ClusterStore _store = LargeCluster.Store();
    private int _turn;

    [GlobalSetup]
    public void SetUp() => _store.View(_rules);

    /// <summary>Of a store that has just been filled.</summary>
    [Benchmark]
    public ClusterView First() => LargeCluster.Store().View(_rules);

    /// <summary>Other rules: every Service is looked at again.</summary>
    [Benchmark]
    public ClusterView All() => _store.View(_rules with { });

    [Benchmark]
    public ClusterView ChangedEndpoints()
    {
        _store.Apply(Endpoints[_turn ^= 1]);
        return _store.View(_rules);
    }

    /// <summary>A Service that comes, or goes, with an address of its own.</summary>
    [Benchmark(OperationsPerInvoke = 2)]
    public ClusterView AddedService()
    {
        _store.Apply(Added);
        _store.View(_rules);
        _store.Apply(Gone);
        return _store.View(_rules);
    }
}
