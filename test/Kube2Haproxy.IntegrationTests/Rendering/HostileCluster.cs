using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Wire;
using Kube2Haproxy.TestSupport.Kubernetes;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.IntegrationTests.Rendering;

/// <summary>Services and endpoints as they come over the wire, with any text wherever nothing checks it.</summary>
/// <param name="seed">Decides everything but the texts.</param>
/// <param name="text">Gives the next text; never an empty one.</param>
internal sealed class HostileCluster(int seed, Func<string> text)
{
    private const int Services = 40;

    private static readonly string[] Settings =
    [
        "mode: http", "mode: tcp", "balance: source", "check: http", "proxy-protocol: v2", "timeout-client: 5s", "maxconn: 7",
        "mode.p1: http",
    ];

    private readonly Random _random = new(seed);

    public ClusterView View()
    {
        var store = new ClusterStore();
        var services = Enumerable.Range(0, Services).Select(i => (Name: $"s{i}", Ports: _random.Next(1, 4))).ToList();
        store.Apply(new Replaced<Service>([.. services.Select((one, i) => Service(one.Name, i, one.Ports))]));
        store.Apply(new Replaced<ServiceEndpoints>([.. services.SelectMany(one => EndpointsOf(one.Name, one.Ports))]));
        return store.View(new());
    }

    private Service Service(string name, int index, int ports)
    {
        var labels = Texts();
        var annotations = Texts();
        foreach (var setting in Settings.Where(_ => _random.Next(4) == 0))
            annotations["kube2haproxy.io/" + setting.Split(": ")[0]] = setting.Split(": ")[1];

        // What is wrong is ignored.
        annotations["kube2haproxy.io/balance"] = text();
        annotations["kube2haproxy.io/check-path"] = text();
        annotations["kube2haproxy.io/" + text()] = text();

        string[] addresses = [string.Create(CultureInfo.InvariantCulture, $"10.96.0.{index}"), .. Maybe($"fd00::{index:x}")];
        var json = KubernetesObjects.Service(
            name, clusterIPs: addresses, ports: [.. Enumerable.Range(0, ports).Select(i => ServicePort(80 + i, $"p{i}"))], labels: labels,
            annotations: annotations);
        json["metadata"]!["uid"] = text();
        json["metadata"]!["resourceVersion"] = text();
        json["spec"]!["trafficDistribution"] = text();
        json["spec"]!["internalTrafficPolicy"] = text();
        json["spec"]!["externalTrafficPolicy"] = text();
        json["spec"]!["sessionAffinity"] = _random.Next(2) == 0 ? "ClientIP" : "None";
        json["spec"]!["loadBalancerSourceRanges"] = new JsonArray([.. Maybe("192.0.2.0/24")]);
        return Read(json, WireJson.Default.WireService, ServiceConversion.Convert);
    }

    private IEnumerable<ServiceEndpoints> EndpointsOf(string service, int ports)
    {
        foreach (var type in new[] { "IPv4", "IPv6" })
        {
            var endpoints = Enumerable.Range(0, _random.Next(5)).Select(i =>
            {
                var endpoint = Endpoint(
                    type == "IPv4" ? $"10.1.0.{i}" : $"fd00:1::{i}", ready: _random.Next(4) > 0, terminating: _random.Next(4) == 0,
                    pod: text(), node: text(), zone: text());
                endpoint["hints"] = new JsonObject { ["forZones"] = Hints(), ["forNodes"] = Hints() };
                return endpoint;
            }).ToList();
            var json = EndpointSlice(
                $"{service}-{type.ToLowerInvariant()}", service, endpoints: endpoints,
                ports: [.. Enumerable.Range(0, ports).Select(i => Port(8080, $"p{i}"))], addressType: type, annotations: Texts());
            yield return Read(json, WireJson.Default.WireEndpointSlice, EndpointSliceConversion.Convert);
        }

        // Who may write Endpoints needs no slices.
        var subsets = KubernetesObjects.Endpoints(service, addresses: ["10.1.0.200"], ports: [Port(8080, "p0")]);
        subsets["subsets"]![0]!["addresses"]![0]!["nodeName"] = text();
        subsets["subsets"]![0]!["addresses"]![0]!["targetRef"] = new JsonObject { ["kind"] = "Pod", ["name"] = text() };
        yield return Read(subsets, WireJson.Default.WireEndpoints, EndpointsConversion.Convert);
    }

    /// <summary>The names differ also when they have been made harmless.</summary>
    private Dictionary<string, string> Texts() =>
        Enumerable.Range(0, _random.Next(4)).ToDictionary(i => string.Create(CultureInfo.InvariantCulture, $"{text()}{i}"), _ => text());

    private JsonArray Hints() => new([.. Enumerable.Range(0, _random.Next(3)).Select(_ => (JsonNode)new JsonObject { ["name"] = text() })]);

    private IEnumerable<string> Maybe(string one) => _random.Next(2) == 0 ? [one] : [];

    private static T Read<TWire, T>(JsonObject json, JsonTypeInfo<TWire> type, Func<TWire, Conversion<T>> convert)
        where T : class, IClusterObject
    {
        var conversion = convert(JsonSerializer.Deserialize(json.ToJsonString(), type)!);
        return conversion.Value ?? throw new InvalidOperationException(conversion.Refusal);
    }
}
