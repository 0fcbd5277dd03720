using System.Net;
using System.Text.Json.Nodes;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>The fake can be trusted: what a list/watch client sees of it is what the API's documents promise.</summary>
public sealed class FakeApiServerTests : IDisposable
{
    private const string Services = "/api/v1/services";

    private readonly TestLimit _limit = new();

    private CancellationToken Stop => _limit.Token;

    public void Dispose() => _limit.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_speaks_both_http_versions_and_lists_what_was_applied(bool http2)
    {
        await using var server = await FakeApiServer.StartAsync();
        using var client = new ApiClient(server, http2: http2);
        server.Apply(KubernetesObjects.Service("web"));

        var list = await client.GetAsync(Services, Stop);

        ((string?)list["kind"]).ShouldBe("ServiceList");
        var item = list["items"]!.AsArray().Single()!.AsObject();
        item.ContainsKey("kind").ShouldBeFalse();
        ((string?)item["metadata"]!["resourceVersion"]).ShouldBe("1001");
        ((string?)list["metadata"]!["resourceVersion"]).ShouldBe("1001");
        server.Requests.Single().Protocol.ShouldBe(http2 ? "HTTP/2" : "HTTP/1.1");
    }

    [Fact]
    public async Task Pages_of_a_list_are_of_one_version_whatever_happens_between_them()
    {
        await using var server = await FakeApiServer.StartAsync();
        using var client = new ApiClient(server);
        foreach (var name in (string[])["c", "a", "b"])
            server.Apply(KubernetesObjects.Service(name));

        var first = await client.GetAsync($"{Services}?limit=2", Stop);
        server.Delete(ApiResource.Services, "default", "c");
        server.Apply(KubernetesObjects.Service("d"));
        var second = await client.GetAsync($"{Services}?limit=2&continue={Continue(first)}", Stop);

        Names(first).ShouldBe(["a", "b"]);
        Names(second).ShouldBe(["c"]);
        ((string?)second["metadata"]!["resourceVersion"]).ShouldBe((string?)first["metadata"]!["resourceVersion"]);
        second["metadata"]!["continue"].ShouldBeNull();
    }

    [Fact]
    public async Task Page_of_a_compacted_list_is_gone()
    {
        await using var server = await FakeApiServer.StartAsync();
        using var client = new ApiClient(server);
        server.Apply(KubernetesObjects.Service("a"));
        server.Apply(KubernetesObjects.Service("b"));
        var first = await client.GetAsync($"{Services}?limit=1", Stop);
        server.Apply(KubernetesObjects.Service("c"));
        server.Compact();

        var second = await client.GetAsync($"{Services}?limit=1&continue={Continue(first)}", Stop);

        ((int)second["code"]!).ShouldBe(410);
        ((string?)second["reason"]).ShouldBe("Expired");
    }

    [Fact]
    public async Task Watch_goes_on_from_its_version_and_misses_nothing()
    {
        await using var server = await FakeApiServer.StartAsync();
        using var client = new ApiClient(server);
        var from = server.Apply(KubernetesObjects.Service("a"));
        server.Apply(KubernetesObjects.EndpointSlice("a-1", "a"));
        server.Apply(KubernetesObjects.Service("b"));

        using var watch = await client.WatchAsync($"{Services}?watch=1&resourceVersion={from}&allowWatchBookmarks=true", Stop);
        server.Apply(KubernetesObjects.Service("b", clusterIPs: ["10.96.0.11"]));
        server.Apply(KubernetesObjects.Service("b", clusterIPs: ["10.96.0.11"]));
        server.Delete(ApiResource.Services, "default", "a");
        server.AdvanceVersion(5);
        server.SendBookmark();
        server.EndWatches();

        (await watch.EventAsync(Stop)).ShouldBe("ADDED b@1003");
        (await watch.EventAsync(Stop)).ShouldBe("MODIFIED b@1004");
        (await watch.EventAsync(Stop)).ShouldBe("DELETED a@1005");
        (await watch.EventAsync(Stop)).ShouldBe("BOOKMARK @1010");
        (await watch.EventAsync(Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Watch_of_a_namespace_without_a_version_begins_with_what_is_there()
    {
        await using var server = await FakeApiServer.StartAsync();
        using var client = new ApiClient(server);
        server.Apply(KubernetesObjects.EndpointSlice("other", "web"));
        server.Apply(KubernetesObjects.EndpointSlice("web-1", "web", "shop"));

        using var watch = await client.WatchAsync("/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices?watch=true", Stop);
        await server.WaitForWatchAsync(ApiResource.EndpointSlices, Stop);
        server.SendBookmark();
        server.EndWatches();

        (await watch.EventAsync(Stop)).ShouldBe("ADDED web-1@1002");
        (await watch.EventAsync(Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Label_selector_leaves_out_and_makes_objects_come_and_go()
    {
        await using var server = await FakeApiServer.StartAsync();
        using var client = new ApiClient(server);
        Dictionary<string, string> labels = new() { ["tier"] = "public" };
        server.Apply(KubernetesObjects.Service("web", labels: labels));
        server.Apply(KubernetesObjects.Service("api"));

        using var watch = await client.WatchAsync($"{Services}?watch=true&labelSelector=tier%3Dpublic", Stop);
        await server.WaitForWatchAsync(ApiResource.Services, Stop);
        server.Apply(KubernetesObjects.Service("api", labels: labels));
        server.Apply(KubernetesObjects.Service("web"));
        server.Delete(ApiResource.Services, "default", "web");
        server.EndWatches();

        (await watch.EventAsync(Stop)).ShouldBe("ADDED web@1001");
        (await watch.EventAsync(Stop)).ShouldBe("ADDED api@1003");
        (await watch.EventAsync(Stop)).ShouldBe("DELETED web@1004");
        (await watch.EventAsync(Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Watch_ends_cleanly_when_its_time_is_over()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.Parse("2026-01-01Z"));
        await using var server = await FakeApiServer.StartAsync(new() { Time = time });
        using var client = new ApiClient(server);

        using var watch = await client.WatchAsync($"{Services}?watch=1&timeoutSeconds=300", Stop);
        time.Advance(TimeSpan.FromSeconds(300));

        (await watch.LineAsync(Stop)).ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Watch_from_a_compacted_version_is_gone_in_the_form_that_was_chosen(bool inStream)
    {
        await using var server = await FakeApiServer.StartAsync(new() { ExpiredAsErrorEvent = inStream });
        using var client = new ApiClient(server);
        var old = server.Version;
        server.Apply(KubernetesObjects.Service("a"));
        server.Compact();

        using var expired = await client.SendAsync($"{Services}?watch=1&resourceVersion={old}", Stop);
        using var current = await client.SendAsync($"{Services}?watch=1&resourceVersion={server.Version}", Stop);

        expired.StatusCode.ShouldBe(inStream ? HttpStatusCode.OK : HttpStatusCode.Gone);
        var body = JsonNode.Parse(await expired.Content.ReadAsStringAsync(Stop))!;
        ((int)(inStream ? body["object"]!["code"] : body["code"])!).ShouldBe(410);
        current.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Version_from_the_future_is_refused()
    {
        await using var server = await FakeApiServer.StartAsync();
        using var client = new ApiClient(server);

        var status = await client.GetAsync($"{Services}?resourceVersion=9999", Stop);

        ((int)status["code"]!).ShouldBe(504);
    }

    [Fact]
    public async Task Discovery_says_whether_there_are_endpoint_slices()
    {
        await using var server = await FakeApiServer.StartAsync();
        using var client = new ApiClient(server);

        var with = await client.GetAsync("/apis/discovery.k8s.io/v1", Stop);
        server.Options.EndpointSlices = false;
        using var without = await client.SendAsync("/apis/discovery.k8s.io/v1", Stop);
        using var list = await client.SendAsync("/apis/discovery.k8s.io/v1/endpointslices", Stop);

        ((string?)with["resources"]![0]!["name"]).ShouldBe("endpointslices");
        without.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        list.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        ((string?)(await client.GetAsync("/version", Stop))["major"]).ShouldBe("1");
    }

    [Fact]
    public async Task Tokens_change_while_it_runs()
    {
        await using var server = await FakeApiServer.StartAsync();
        using var client = new ApiClient(server);

        server.AcceptTokens("rotated");
        using var refused = await client.SendAsync(Services, Stop);
        server.AcceptTokens("rotated", "test-token");
        using var accepted = await client.SendAsync(Services, Stop);

        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        accepted.StatusCode.ShouldBe(HttpStatusCode.OK);
        server.Requests.Select(request => request.TokenAccepted).ShouldBe([false, true]);
    }

    [Fact]
    public async Task Lists_are_compressed_where_the_client_asks()
    {
        await using var server = await FakeApiServer.StartAsync();
        using var client = new ApiClient(server, gzip: true);
        server.Apply(KubernetesObjects.Endpoints("web", addresses: ["10.1.0.1"]));

        var list = await client.GetAsync("/api/v1/endpoints", Stop);

        Names(list).ShouldBe(["web"]);
        server.Requests.Single().AcceptsGzip.ShouldBeTrue();
    }

    [Fact]
    public async Task It_stops_and_starts_again_at_the_same_port_with_the_same_objects()
    {
        await using var server = await FakeApiServer.StartAsync();
        using var client = new ApiClient(server);
        server.Apply(KubernetesObjects.Service("web"));
        using var watch = await client.WatchAsync($"{Services}?watch=1&resourceVersion={server.Version}", Stop);

        await server.StopAsync();
        await Should.ThrowAsync<IOException>(() => watch.LineAsync(Stop));
        await Should.ThrowAsync<HttpRequestException>(() => client.SendAsync(Services, Stop));
        await server.StartAgainAsync();

        Names(await client.GetAsync(Services, Stop)).ShouldBe(["web"]);
        server.WatchCount(ApiResource.Services).ShouldBe(0);
    }

    [Fact]
    public async Task Certificate_can_be_for_another_host()
    {
        await using var server = await FakeApiServer.StartAsync(new() { WrongHostName = true });
        using var client = new ApiClient(server);

        var refusal = await Should.ThrowAsync<HttpRequestException>(() => client.SendAsync(Services, Stop));

        refusal.InnerException!.Message.ShouldContain("RemoteCertificateNameMismatch");
    }

    private static string Continue(JsonObject list) => Uri.EscapeDataString((string)list["metadata"]!["continue"]!);

    private static IEnumerable<string?> Names(JsonObject list) =>
        list["items"]!.AsArray().Select(item => (string?)item!["metadata"]!["name"]);
}
