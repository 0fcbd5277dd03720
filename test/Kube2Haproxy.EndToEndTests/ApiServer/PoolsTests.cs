using System.Text.Json.Nodes;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Kubernetes;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.EndToEndTests.ApiServer;

/// <summary>Addresses of our own, written to a real API server.</summary>
public sealed class PoolsTests(SlicesServer fixture) : IClassFixture<SlicesServer>
{
    private static readonly (string, string?)[] Environment =
    [
        ("KUBE2HAPROXY_Services__Addresses", "LoadBalancer"), ("KUBE2HAPROXY_Services__AllowedAddresses", "203.0.113.0/24"),
        ("KUBE2HAPROXY_Services__Pools", "203.0.113.16/28"), ("KUBE2HAPROXY_Services__ReservedPorts", "22"),
        ("KUBE2HAPROXY_Haproxy__Settings__bind_options", "transparent"),
    ];

    [Fact]
    public async Task An_address_is_written_with_a_right_of_its_own_and_each_service_of_a_name_has_one()
    {
        var api = fixture.Server;
        using var directory = new TemporaryDirectory();
        string[] arguments = ["--kubeconfig", api.WriteKubeconfig(directory.Path, await api.TokenAsync())];
        var first = await CreateAsync();
        (await RunningDaemon.RenderAsync(directory.Path, arguments, Environment)).ExitCode.ShouldBe(0);
        (await AddressAsync()).ShouldBeNull("render writes nothing");

        File.WriteAllText(
            RealHaproxy.FileIn(directory.Path), RealHaproxy.Configuration(directory.Path, RealHaproxy.FreePort(), "before"));
        await using var haproxy = await RealHaproxy.StartAsync(directory.Path);
        await using var daemon = RunningDaemon.Start(directory.Path, arguments, Environment);
        (await daemon.FaultAsync("does not allow us to patch services/status (HTTP 403")).ShouldContain("deploy/kubernetes/rbac-pools.yaml");
        await api.GrantPoolsAsync();
        await AssignedAsync();
        await WellAsync();

        // Another one of the same name: what was decided for the first does not reach it.
        await api.Client.DeleteAsync(ApiResource.Services, "default", "web");
        var second = await CreateAsync();
        var stale = new JsonObject
        {
            ["uid"] = (string?)first["metadata"]!["uid"],
            ["resourceVersion"] = (string?)first["metadata"]!["resourceVersion"],
        };
        var late = await Should.ThrowAsync<InvalidOperationException>(() => api.Client.PatchAsync(
            ApiResource.Services, "default", "web/status", new() { ["metadata"] = stale }));
        late.Message.ShouldContain(": 409 ");
        await AssignedAsync();
        (await GetAsync())["metadata"]!["uid"]!.ToString().ShouldBe((string?)second["metadata"]!["uid"]);
        (await daemon.MetricAsync("kube2haproxy_assignments_total", "result=\"Written\"")).ShouldBe(2, daemon.Log);

        Task<JsonObject> CreateAsync() =>
            api.Client.CreateAsync(Service("web", clusterIPs: ["10.96.7.1"], ports: [ServicePort(80, "http")], type: "LoadBalancer"));

        async Task<JsonObject> GetAsync() => (await api.Client.GetAsync(ApiResource.Services, "default", "web"))!;

        async Task<string?> AddressAsync() => (string?)(await GetAsync())["status"]?["loadBalancer"]?["ingress"]?[0]?["ip"];

        Task WellAsync() => Wait.UntilAsync(
            async () => (await daemon.GetAsync("healthz")).Body == "ok\n"
                && File.ReadAllText(RealHaproxy.FileIn(directory.Path)).Contains("bind 203.0.113.17:80 ", StringComparison.Ordinal),
            "it is served and all is well",
            () => daemon.Log);

        Task AssignedAsync() =>
            Wait.UntilAsync(async () => await AddressAsync() == "203.0.113.17", "the address stands in the status", () => daemon.Log);
    }
}
