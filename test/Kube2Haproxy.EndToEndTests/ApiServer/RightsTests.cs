using Kube2Haproxy.TestSupport.ApiServer;

namespace Kube2Haproxy.EndToEndTests.ApiServer;

public sealed class RightsTests
{
    [Theory]
    [InlineData(EndpointForm.Endpoints, "endpoints")]
    [InlineData(EndpointForm.EndpointSlices, "endpointslices.discovery.k8s.io")]
    public async Task Missing_rights_are_named_and_followed_by_themselves_once_they_are_granted(EndpointForm form, string endpoints)
    {
        Assert.SkipWhen(FollowedCluster.Missing is not null, FollowedCluster.Missing ?? "");
        await using var api = await RealApiServer.StartAsync(form);
        await api.MakeAccountAsync();
        await using var cluster = await FollowedCluster.StartAsync(api, ready: false);

        await cluster.Daemon.FaultAsync("does not allow us to list services (HTTP 403");
        (await cluster.Daemon.FaultAsync($"does not allow us to list {endpoints} (HTTP 403")).ShouldContain("deploy/kubernetes/rbac.yaml");
        (await cluster.Daemon.GetAsync("readyz")).Status.ShouldBe(503);

        await api.GrantAsync();
        await cluster.CaughtUpAsync();
        await cluster.NothingWentWrongAsync();
    }
}
