using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.TestSupport.Kubernetes;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>The Services of the cluster that a pair serves, all with the same pods.</summary>
internal sealed class PairCluster : IAsyncDisposable
{
    /// <summary>Of every Service, unless a test says other.</summary>
    public const int Port = 80;

    /// <summary>Of the pods.</summary>
    public const int PodPort = 8080;

    private readonly Dictionary<string, IReadOnlyList<IPAddress>> _services = [];

    private PairCluster(FakeApiServer api) => Api = api;

    public FakeApiServer Api { get; }

    /// <summary>The service addresses that there are now.</summary>
    public IEnumerable<IPAddress> Addresses => _services.Values.SelectMany(static addresses => addresses).Distinct();

    /// <param name="services">So many Services <c>s0</c>, <c>s1</c>, … with an address of each family.</param>
    public static async Task<PairCluster> StartAsync(int services)
    {
        var cluster = new PairCluster(await FakeApiServer.StartAsync());
        for (var i = 0; i < services; i++)
            cluster.Add($"s{i}", PairNetwork.ServiceAddress4(i), PairNetwork.ServiceAddress6(i));

        return cluster;
    }

    public void Add(string name, params IPAddress[] addresses) => AddAt(Port, name, addresses);

    public void AddAt(int port, string name, params IPAddress[] addresses)
    {
        _services[name] = addresses;

        // The slices first, as there is no controller that adds them in a moment.
        foreach (var pod in PairNetwork.Pods.Where(pod => addresses.Any(address => address.AddressFamily == pod.AddressFamily)))
        {
            var type = pod.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
            Api.Apply(EndpointSlice(
                $"{name}-{type.ToLowerInvariant()}", name, endpoints: [Endpoint($"{pod}", pod: "pod")], ports: [KubernetesObjects.Port(PodPort, "http")],
                addressType: type));
        }

        Api.Apply(Service(
            name, clusterIPs: [.. addresses.Select(static address => $"{address}")], ports: [ServicePort(port, "http", targetPort: PodPort)]));
    }

    public void Remove(string name)
    {
        _services.Remove(name);
        Api.Delete(ApiResource.Services, "default", name);
        Api.Delete(ApiResource.EndpointSlices, "default", $"{name}-ipv4");
        Api.Delete(ApiResource.EndpointSlices, "default", $"{name}-ipv6");
    }

    public ValueTask DisposeAsync() => Api.DisposeAsync();
}
