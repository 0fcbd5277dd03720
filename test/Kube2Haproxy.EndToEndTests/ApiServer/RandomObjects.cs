using System.Text.Json.Nodes;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.EndToEndTests.ApiServer;

/// <summary>Services and endpoints as clusters have them, at random.</summary>
internal sealed class RandomObjects(ApiResource endpoints, Random random)
{
    private static readonly int[] ServicePorts = [80, 443, 8080, 9000];
    private static readonly int[] PodPorts = [8080, 8443, 9090];

    /// <param name="number">Its addresses are those of this number alone, so that the API server accepts them.</param>
    public JsonObject Service(string @namespace, int number)
    {
        var ports = random.GetItems(ServicePorts, 2).Distinct().Select((port, i) =>
            KubernetesObjects.ServicePort(port, i == 0 ? "http" : "admin", i == 1 && Chance(20) ? "UDP" : "TCP", random.GetItems(PodPorts, 1)[0]));
        string[] addresses = [Chance(8) ? "None" : $"10.96.{(Chance(70) ? 1 : 2)}.{10 + number}"];
        var service = KubernetesObjects.Service($"s{number}", @namespace, addresses, [.. ports], labels: Labels(), annotations: Noise());
        service["spec"]!["sessionAffinity"] = Chance(25) ? "ClientIP" : "None";
        return service;
    }

    /// <param name="owner">The Service's UID; null where it is not there.</param>
    public JsonObject Endpoints(string @namespace, string name, string service, string? owner) =>
        endpoints == ApiResource.Endpoints ? Endpoints(@namespace, name) : Slice(@namespace, name, service, owner);

    /// <summary>A merge patch that takes some of what the manifest has.</summary>
    public JsonObject Patch(ApiResource resource, JsonObject manifest)
    {
        var metadata = new JsonObject { ["annotations"] = manifest["metadata"]!["annotations"]?.DeepClone() ?? new JsonObject { ["noise"] = null } };
        var patch = new JsonObject { ["metadata"] = metadata };
        if (Chance(30))
            return patch;

        if (manifest["metadata"]!["labels"] is { } labels)
            metadata["labels"] = labels.DeepClone();

        if (resource == ApiResource.Services)
        {
            var affinity = (string)manifest["spec"]!["sessionAffinity"]!;
            var spec = new JsonObject { ["sessionAffinity"] = affinity };
            if (affinity == "None")
                spec["sessionAffinityConfig"] = null;
            if (Chance(50))
                spec["ports"] = manifest["spec"]!["ports"]!.DeepClone();
            patch["spec"] = spec;
        }
        else if (resource == ApiResource.Endpoints)
        {
            patch["subsets"] = manifest["subsets"]!.DeepClone();
        }
        else
        {
            patch["endpoints"] = manifest["endpoints"]!.DeepClone();
            patch["ports"] = manifest["ports"]?.DeepClone();
            patch["addressType"] = (string)manifest["addressType"]!;
        }

        return patch;
    }

    private JsonObject Endpoints(string @namespace, string name)
    {
        var (ready, other) = (Hosts(6), Hosts(3));
        var one = KubernetesObjects.Endpoints(
            name, @namespace, [.. ready.Select(Address)], [.. other.Except(ready).Select(Address)], EndpointPorts());
        one["metadata"]!["annotations"] = new JsonObject { ["noise"] = $"{random.Next(100)}" };
        return one;
    }

    private JsonObject Slice(string @namespace, string name, string service, string? owner)
    {
        // What it is for may change: a slice that is labelled for another Service moves over to it.
        var belongsTo = Chance(90) ? service : "s1";
        var type = random.Next(100) switch { < 85 => "IPv4", < 95 => "IPv6", _ => "FQDN" };
        var slice = KubernetesObjects.EndpointSlice(
            name, belongsTo, @namespace, [.. Hosts(6).Select(host => Endpoint(host, type))], EndpointPorts(), type, Noise());
        if (Chance(5))
            slice["ports"] = null;
        if (owner is not null && Chance(40))
        {
            slice["metadata"]!["ownerReferences"] = new JsonArray(
                new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Service", ["name"] = service, ["uid"] = owner });
        }

        return slice;
    }

    private JsonObject Endpoint(int host, string type)
    {
        var (ready, serving, terminating) = random.Next(6) switch
        {
            0 => ((bool?)null, (bool?)null, (bool?)null),
            1 => (false, true, true),
            2 => (false, false, false),
            _ => (true, true, false),
        };
        var address = type switch { "IPv4" => Address(host), "IPv6" => $"fd00:244::{host:x}", _ => $"pod-{host}.example.org" };
        return KubernetesObjects.Endpoint(address, ready, serving, terminating, Chance(70) ? $"pod-{host % 7}" : null, $"node-{host % 3}");
    }

    // The same names lead to other ports in other slices.
    private JsonObject[] EndpointPorts() =>
        [.. new[] { "http", "admin" }.Take(Chance(60) ? 1 : 2).Select(name => KubernetesObjects.Port(random.GetItems(PodPorts, 1)[0], name))];

    private int[] Hosts(int atMost) => [.. Enumerable.Range(0, random.Next(atMost + 1)).Select(_ => random.Next(1, 40)).Distinct()];

    private Dictionary<string, string> Labels() => new() { ["serve"] = Chance(20) ? "no" : "yes" };

    private Dictionary<string, string>? Noise() => Chance(50) ? new() { ["noise"] = $"{random.Next(100)}" } : null;

    private bool Chance(int percent) => random.Next(100) < percent;

    private static string Address(int host) => $"10.244.1.{host}";
}
