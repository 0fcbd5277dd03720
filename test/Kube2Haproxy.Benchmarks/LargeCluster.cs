using System.Net;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Benchmarks;

/// <summary>5,000 Services with 10 endpoints each.</summary>
internal static class LargeCluster
{
    private const int ServiceCount = 5000;
    private const int EndpointCount = 10;

    public static ClusterStore Store()
    {
        var store = new ClusterStore();
        store.Apply(new Replaced<Service>([.. Enumerable.Range(0, ServiceCount).Select(Service)]));
        store.Apply(new Replaced<ServiceEndpoints>([.. Enumerable.Range(0, ServiceCount).Select(i => Endpoints(i))]));
        return store;
    }

    public static Service Service(int i) => new()
    {
        Name = Name(i),
        ClusterAddresses = [Address(96, i)],
        Ports = [new("http", 80, TransportProtocol.Tcp)],
    };

    /// <param name="i">The Service's number.</param>
    /// <param name="count">How many there are.</param>
    public static ServiceEndpoints Endpoints(int i, int count = EndpointCount) => new(
        Name(i) with { Name = $"service-{i}-x" },
        Name(i),
        [.. Enumerable.Range(0, count).Select(j =>
            new Endpoint("http", Address(128, (i * EndpointCount) + j), 8080, true, true, false) { Pod = $"service-{i}-{j}" })]);

    private static NamespacedName Name(int i) => new($"namespace-{i % 50}", $"service-{i}");

    private static IPAddress Address(int second, int i) => new([10, (byte)(second + (i >> 16)), (byte)(i >> 8), (byte)i]);
}
