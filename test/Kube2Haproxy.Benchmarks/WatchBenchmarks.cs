using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using BenchmarkDotNet.Attributes;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources;
using Kube2Haproxy.Sources.Kubernetes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube2Haproxy.Benchmarks;

/// <summary>The lines of a watch → deltas: 1,000 events of EndpointSlices with 10 endpoints. The mean is microseconds an event.</summary>
[MemoryDiagnoser]
public class WatchBenchmarks
{
    private const int EventCount = 1000;

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private byte[] _stream = [];

    /// <summary>Bytes of one event: with the mean, the megabytes a second.</summary>
    public int EventLength => _stream.Length / EventCount;

    [GlobalSetup]
    public void SetUp()
    {
        var text = new StringBuilder();
        for (var i = 0; i < EventCount; i++)
            text.Append(Event(i)).Append('\n');

        _stream = Encoding.UTF8.GetBytes(text.ToString());
        Console.WriteLine($"// An event has {EventLength} bytes.");
    }

    [Benchmark(OperationsPerInvoke = EventCount)]
    public int Take()
    {
        var objects = new KnownObjects<ServiceEndpoints>(
            "endpointslices", TimeProvider.System, new SourceMetrics(_services.GetRequiredService<IMeterFactory>()), NullLogger.Instance);
        var reader = new EventReader<ServiceEndpoints>(ApiResources.EndpointSlices, objects);
        var deltas = new List<ClusterDelta>(EventCount);
        var arrived = new ReadOnlySequence<byte>(_stream);
        var request = new ApiRequest("watch endpointslices", "", TimeSpan.FromMinutes(5));
        if (reader.Take(ref arrived, request, deltas) is { } fault)
            throw new InvalidOperationException(fault.Explanation);

        return deltas.Count;
    }

    private static string Event(int i)
    {
        var endpoints = string.Join(',', Enumerable.Range(0, 10).Select(j =>
            $$$"""{"addresses":["10.128.{{{i % 250}}}.{{{j + 1}}}"],"conditions":{"ready":true,"serving":true,"terminating":false},"nodeName":"node-{{{j}}}","targetRef":{"kind":"Pod","namespace":"default","name":"web-{{{i}}}-6d4cf56db6-{{{j}}}","uid":"7f0b3c1e-8a1d-4b52-9c59-3d1f5a9e{{{j:0000}}}"},"zone":"zone-a"}"""));
        return
            $$$"""{"type":"MODIFIED","object":{"kind":"EndpointSlice","apiVersion":"discovery.k8s.io/v1","metadata":{"name":"web-{{{i}}}-x7k2p","generateName":"web-{{{i}}}-","namespace":"default","uid":"0d1c2b3a-4f5e-6a7b-8c9d-0e1f2a3b{{{i:0000}}}","resourceVersion":"{{{1000 + i}}}","generation":7,"creationTimestamp":"2026-01-02T03:04:05Z","labels":{"app":"web-{{{i}}}","endpointslice.kubernetes.io/managed-by":"endpointslice-controller.k8s.io","kubernetes.io/service-name":"web-{{{i}}}"},"annotations":{"endpoints.kubernetes.io/last-change-trigger-time":"2026-01-02T03:04:05Z"},"ownerReferences":[{"apiVersion":"v1","kind":"Service","name":"web-{{{i}}}","uid":"1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b{{{i:0000}}}","controller":true,"blockOwnerDeletion":true}]},"addressType":"IPv4","endpoints":[{{{endpoints}}}],"ports":[{"name":"http","port":8080,"protocol":"TCP"}]}}""";
    }
}
