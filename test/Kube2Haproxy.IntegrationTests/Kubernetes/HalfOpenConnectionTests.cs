using System.Net;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;
using Kube2Haproxy.TestSupport.Network;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>A connection that looks open and over which nothing comes any more.</summary>
/// <remarks>In virtual time: HTTP/2's own pings, which run on the real clock, find nothing within these tests.</remarks>
public sealed class HalfOpenConnectionTests : IDisposable
{
    private readonly TestLimit _limit = new();
    private readonly TemporaryDirectory _files = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));

    private CancellationToken Stop => _limit.Token;

    public void Dispose()
    {
        _limit.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task It_is_left_for_a_new_one_when_the_watch_s_time_is_over()
    {
        await using var server = await FakeApiServer.StartAsync();
        await using var relay = new TcpRelay(new IPEndPoint(IPAddress.Loopback, server.Port));
        server.Apply(KubernetesObjects.Service("web"));
        await using var run = await SourceRun.StartAsync(
            KubeconfigFile.Write(server, _files.Path), Stop, _time, master: relay.Url.ToString());
        await run.SyncedAsync();
        await server.WaitForWatchAsync(ApiResource.Services, Stop);
        await server.WaitForWatchAsync(ApiResource.EndpointSlices, Stop);

        // The server has begun its answers; the client has them once an event has come over each.
        server.Apply(KubernetesObjects.Service("web", annotations: new Dictionary<string, string> { ["seen"] = "yes" }));
        server.Apply(KubernetesObjects.EndpointSlice("web-1", "web", endpoints: [KubernetesObjects.Endpoint("10.1.0.1")]));
        await run.UntilAsync(() => run.Service("web")!.Annotations.ContainsKey("seen") && run.Endpoints.Any());
        var watch = server.Requests.Single(request => request.IsWatch(ApiResource.Services));

        relay.SwallowAll();
        server.Apply(KubernetesObjects.Service("api"));
        var start = _time.GetUtcNow();
        await run.UntilAsync(() => run.Services.SequenceEqual(["api", "web"]), () => _time.Advance(TimeSpan.FromSeconds(2)));

        // Its own deadline, the wait after it, and what passes of the virtual clock while the connection is made.
        var deadline = int.Parse(watch.Parameter("timeoutSeconds"), null) + 30;
        (_time.GetUtcNow() - start).TotalSeconds.ShouldBeInRange(deadline - 30, deadline + 300);
        run.Log.ShouldContain(line => line.StartsWith("Warning") && line.Contains("did not end its answer to watch"));
        server.Requests.Count(request => request.IsWatch(ApiResource.Services)).ShouldBe(2);
    }
}
