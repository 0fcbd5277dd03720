using System.Text.Json.Nodes;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.EndToEndTests.ApiServer;

/// <summary>What a real API server does to objects, followed by a daemon with the rights of rbac.yaml.</summary>
public sealed class ChangesTests(SlicesServer fixture) : IClassFixture<SlicesServer>
{
    [Fact]
    public async Task A_service_that_is_deleted_and_created_again_is_not_served_by_the_endpoints_of_the_one_before()
    {
        var api = fixture.Server;
        await using var cluster = await FollowedCluster.StartAsync(api);
        var old = await api.Client.CreateAsync(Service("twice", clusterIPs: ["10.96.4.1"], ports: [ServicePort(80, "http")]));
        await api.Client.CreateAsync(SliceOwnedBy(old, "twice-old", "10.244.4.1"));
        await cluster.CaughtUpAsync();
        cluster.Written.ShouldContain(" 10.244.4.1:8080 ");

        await api.Client.DeleteAsync(ApiResource.Services, "default", "twice");
        var next = await api.Client.CreateAsync(Service("twice", clusterIPs: ["10.96.4.1"], ports: [ServicePort(80, "http")]));
        await api.Client.CreateAsync(SliceOwnedBy(next, "twice-new", "10.244.4.2"));
        await cluster.CaughtUpAsync();

        // The slice of the one before is there until the garbage collector comes, and nobody has one here.
        cluster.Written.ShouldContain(" 10.244.4.2:8080 ");
        cluster.Written.ShouldNotContain("10.244.4.1:8080");
        await cluster.NothingWentWrongAsync();
    }

    [Fact]
    public async Task What_is_deleted_while_the_daemon_is_away_is_gone_when_it_is_back()
    {
        var api = fixture.Server;
        await using var cluster = await FollowedCluster.StartAsync(api);
        await api.Client.CreateAsync(Service("gone", clusterIPs: ["10.96.4.3"], ports: [ServicePort(80, "http")]));
        await api.Client.CreateAsync(cluster.EndpointsOf("gone", "10.244.4.3"));
        await cluster.CaughtUpAsync();

        await cluster.Relay.RefuseAsync();
        await api.Client.DeleteAsync(ApiResource.Services, "default", "gone");
        await api.Client.DeleteAsync(api.Endpoints, "default", "gone");
        cluster.Written.ShouldContain("# default/gone");
        cluster.Relay.Accept();

        await cluster.CaughtUpAsync();
        cluster.Written.ShouldNotContain("default/gone");
        await cluster.NothingWentWrongAsync();
    }

    [Fact]
    public async Task A_token_that_is_void_is_told_and_a_new_one_is_taken_without_a_restart()
    {
        var api = fixture.Server;
        await using var cluster = await FollowedCluster.StartAsync(api);

        await api.DeleteAccountAsync();
        await Wait.UntilAsync(async () => !await api.AcceptsAsync(cluster.Token), "the token is void", () => api.Log, TestContext.Current.CancellationToken);
        cluster.Relay.CutAll();
        await cluster.Daemon.FaultAsync("does not accept our credentials");

        await api.MakeAccountAsync();
        await cluster.RenewTokenAsync();
        await cluster.CaughtUpAsync();
        await cluster.NothingWentWrongAsync();
    }

    private static JsonObject SliceOwnedBy(JsonObject service, string name, string address)
    {
        var slice = EndpointSlice(name, (string)service["metadata"]!["name"]!, endpoints: [Endpoint(address)], ports: [Port(8080, "http")]);
        slice["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["name"] = (string)service["metadata"]!["name"]!,
            ["uid"] = (string)service["metadata"]!["uid"]!,
        });
        return slice;
    }
}
