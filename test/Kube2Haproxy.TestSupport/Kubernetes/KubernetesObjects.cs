using System.Text.Json.Nodes;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>Builds manifests as the API server returns them, with defaults that make a Service that can be served.</summary>
public static class KubernetesObjects
{
    /// <param name="clusterIPs">The first is <c>clusterIP</c> too; <c>None</c> makes it headless; empty leaves both out.</param>
    /// <param name="ports">See <see cref="ServicePort"/>; port 80 where there is none.</param>
    public static JsonObject Service(
        string name,
        string @namespace = "default",
        IReadOnlyList<string>? clusterIPs = null,
        IReadOnlyList<JsonObject>? ports = null,
        string type = "ClusterIP",
        IReadOnlyDictionary<string, string>? labels = null,
        IReadOnlyDictionary<string, string>? annotations = null)
    {
        var addresses = clusterIPs ?? ["10.96.0.10"];
        var spec = new JsonObject
        {
            ["ports"] = Array(ports ?? [ServicePort(80)]),
            ["selector"] = new JsonObject { ["app"] = name },
            ["type"] = type,
            ["sessionAffinity"] = "None",
            ["internalTrafficPolicy"] = "Cluster",
        };
        if (addresses.Count > 0)
        {
            spec["clusterIP"] = addresses[0];
            spec["clusterIPs"] = new JsonArray([.. addresses.Select(address => (JsonNode)address)]);
        }

        return new()
        {
            ["kind"] = "Service",
            ["apiVersion"] = "v1",
            ["metadata"] = Metadata(name, @namespace, labels, annotations),
            ["spec"] = spec,
            ["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() },
        };
    }

    public static JsonObject ServicePort(int port, string? name = null, string protocol = "TCP", JsonNode? targetPort = null)
    {
        var built = Port(port, name, protocol);
        built["targetPort"] = targetPort?.DeepClone() ?? port;
        return built;
    }

    /// <summary>Of an EndpointSlice or of Endpoints.</summary>
    public static JsonObject Port(int port, string? name = null, string protocol = "TCP")
    {
        var built = new JsonObject { ["port"] = port, ["protocol"] = protocol };
        if (name is not null)
            built["name"] = name;
        return built;
    }

    /// <param name="service">The value of the label <c>kubernetes.io/service-name</c>.</param>
    /// <param name="endpoints">See <see cref="Endpoint"/>; none by default.</param>
    /// <param name="ports">See <see cref="Port"/>; port 8080 where there is none.</param>
    public static JsonObject EndpointSlice(
        string name,
        string service,
        string @namespace = "default",
        IReadOnlyList<JsonObject>? endpoints = null,
        IReadOnlyList<JsonObject>? ports = null,
        string addressType = "IPv4",
        IReadOnlyDictionary<string, string>? annotations = null)
    {
        var labels = new Dictionary<string, string>
        {
            ["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io",
            ["kubernetes.io/service-name"] = service,
        };
        return new()
        {
            ["kind"] = "EndpointSlice",
            ["apiVersion"] = "discovery.k8s.io/v1",
            ["metadata"] = Metadata(name, @namespace, labels, annotations),
            ["addressType"] = addressType,
            ["endpoints"] = Array(endpoints ?? []),
            ["ports"] = Array(ports ?? [Port(8080, "")]),
        };
    }

    /// <summary>One of an EndpointSlice. Conditions that are null are left out.</summary>
    public static JsonObject Endpoint(
        string address,
        bool? ready = true,
        bool? serving = true,
        bool? terminating = false,
        string? pod = null,
        string? node = "node-1",
        string? zone = null)
    {
        var conditions = new JsonObject();
        foreach (var (condition, value) in new[] { ("ready", ready), ("serving", serving), ("terminating", terminating) })
        {
            if (value is { } known)
                conditions[condition] = known;
        }

        var built = new JsonObject { ["addresses"] = new JsonArray(address), ["conditions"] = conditions };
        if (node is not null)
            built["nodeName"] = node;
        if (pod is not null)
            built["targetRef"] = Pod(pod);
        if (zone is not null)
            built["zone"] = zone;
        return built;
    }

    /// <summary>One subset, as core/v1 Endpoints have it.</summary>
    public static JsonObject Endpoints(
        string name,
        string @namespace = "default",
        IReadOnlyList<string>? addresses = null,
        IReadOnlyList<string>? notReadyAddresses = null,
        IReadOnlyList<JsonObject>? ports = null)
    {
        var subset = new JsonObject();
        if (addresses is { Count: > 0 })
            subset["addresses"] = Addresses(addresses);
        if (notReadyAddresses is { Count: > 0 })
            subset["notReadyAddresses"] = Addresses(notReadyAddresses);
        var subsets = new JsonArray();
        if (subset.Count > 0)
        {
            subset["ports"] = Array(ports ?? [Port(8080)]);
            subsets.Add(subset);
        }

        return new()
        {
            ["kind"] = "Endpoints",
            ["apiVersion"] = "v1",
            ["metadata"] = Metadata(name, @namespace, null, null),
            ["subsets"] = subsets,
        };
    }

    /// <summary>As a kubelet writes it; its heartbeat is the only thing that changes each time.</summary>
    public static JsonObject Node(string name, string internalIP, string ready = "True", string heartbeat = "2024-05-06T07:08:09Z") => new()
    {
        ["kind"] = "Node",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["kubernetes.io/hostname"] = name } },
        ["spec"] = new JsonObject { ["podCIDR"] = "10.244.1.0/24" },
        ["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Ready",
                ["status"] = ready,
                ["lastHeartbeatTime"] = heartbeat,
            }),
            ["addresses"] = new JsonArray(
                new JsonObject { ["type"] = "InternalIP", ["address"] = internalIP },
                new JsonObject { ["type"] = "Hostname", ["address"] = name }),
        },
    };

    private static JsonArray Addresses(IReadOnlyList<string> addresses) =>
        new([.. addresses.Select(address => (JsonNode)new JsonObject { ["ip"] = address, ["nodeName"] = "node-1" })]);

    private static JsonObject Pod(string name) => new() { ["kind"] = "Pod", ["name"] = name };

    private static JsonArray Array(IEnumerable<JsonObject> items) => new([.. items.Select(item => item.DeepClone())]);

    private static JsonObject Metadata(
        string name, string @namespace, IReadOnlyDictionary<string, string>? labels, IReadOnlyDictionary<string, string>? annotations)
    {
        var metadata = new JsonObject { ["name"] = name, ["namespace"] = @namespace };
        if (labels is not null)
            metadata["labels"] = Map(labels);
        if (annotations is not null)
            metadata["annotations"] = Map(annotations);
        return metadata;
    }

    private static JsonObject Map(IReadOnlyDictionary<string, string> pairs) =>
        new(pairs.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));
}
