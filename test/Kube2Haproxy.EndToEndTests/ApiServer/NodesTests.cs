using System.Text.Json.Nodes;
using Kube2Haproxy.TestSupport;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.EndToEndTests.ApiServer;

/// <summary>Nodes as the servers, at the ports that a real API server has allocated.</summary>
public sealed class NodesTests(SlicesServer fixture) : IClassFixture<SlicesServer>
{
    private static readonly (string, string?)[] Environment =
    [
        ("KUBE2HAPROXY_Services__Backends", "NodePort"), ("KUBE2HAPROXY_Services__Namespaces", "default"),
        ("KUBE2HAPROXY_Services__ReservedPorts", "22"),
    ];

    [Fact]
    public async Task Nodes_are_read_with_a_right_of_their_own_and_serve_at_the_ports_that_were_allocated()
    {
        var api = fixture.Server;
        using var directory = new TemporaryDirectory();
        string[] arguments = ["--kubeconfig", api.WriteKubeconfig(directory.Path, await api.TokenAsync())];
        var refused = await RunningDaemon.RenderAsync(directory.Path, arguments, Environment);
        refused.ExitCode.ShouldBe(69);
        refused.StandardError.ShouldContain("does not allow us to list nodes (HTTP 403");

        await api.GrantNodesAsync();
        await api.Client.PostAsync("/api/v1/nodes", Node("worker-1", "192.0.2.1"));
        await api.Client.PostAsync("/api/v1/nodes", Node("worker-2", "192.0.2.2"));
        var everywhere = await CreateAsync("everywhere", "10.96.7.1", "Cluster");
        var local = await CreateAsync("local", "10.96.7.2", "Local");
        await api.Client.CreateAsync(
            EndpointSlice("local-1", "local", endpoints: [Endpoint("10.244.7.1", node: "worker-2")], ports: [Port(8080, "http")]));
        var rendered = await RunningDaemon.RenderAsync(directory.Path, arguments, Environment);

        rendered.ExitCode.ShouldBe(0, rendered.StandardError);
        var (at, localAt, check) = (NodePort(everywhere), NodePort(local), (int)local["spec"]!["healthCheckNodePort"]!);
        rendered.StandardOutput.Split('\n')
            .Select(line => line.Trim().Split(" id "))
            .Where(words => words[0].StartsWith("server ", StringComparison.Ordinal))
            .Select(words => words[0] + (words[1].Contains("check", StringComparison.Ordinal) ? $" check{words[1].Split("check")[1]}" : ""))
            .ShouldBe(
            [
                $"server worker-1 192.0.2.1:{at}", $"server worker-2 192.0.2.2:{at}",
                $"server worker-2 192.0.2.2:{localAt} check port {check}",
            ]);

        Task<JsonObject> CreateAsync(string name, string address, string policy)
        {
            var service = Service(name, clusterIPs: [address], ports: [ServicePort(80, "http")], type: "LoadBalancer");
            service["spec"]!["externalTrafficPolicy"] = policy;
            return api.Client.CreateAsync(service);
        }
    }

    private static int NodePort(JsonObject service) => (int)service["spec"]!["ports"]![0]!["nodePort"]!;
}
