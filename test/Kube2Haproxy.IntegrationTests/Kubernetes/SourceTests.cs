using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>The Kubernetes source against an API server that does nothing wrong.</summary>
public sealed class SourceTests : IAsyncLifetime
{
    private readonly TestLimit _limit = new();
    private readonly TemporaryDirectory _files = new();
    private FakeApiServer _server = null!;

    private CancellationToken Stop => _limit.Token;

    public async ValueTask InitializeAsync() => _server = await FakeApiServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _limit.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task First_message_holds_everything_and_changes_follow()
    {
        _server.Apply(KubernetesObjects.Service("web"));
        _server.Apply(KubernetesObjects.EndpointSlice("web-1", "web", endpoints: [KubernetesObjects.Endpoint("10.1.0.1")]));
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop);

        await run.SyncedAsync();
        await _server.WaitForWatchAsync(ApiResource.Services, Stop);
        await _server.WaitForWatchAsync(ApiResource.EndpointSlices, Stop);

        run.Status.Fault.ShouldBeNull();
        run.Messages.ShouldHaveSingleItem().Deltas.Count.ShouldBe(2);
        run.Services.ShouldBe(["web"]);
        run.Endpoints.ShouldBe(["10.1.0.1"]);

        _server.Apply(KubernetesObjects.Service("api"));
        _server.Apply(KubernetesObjects.EndpointSlice("web-1", "web", endpoints: [KubernetesObjects.Endpoint("10.1.0.2")]));
        await run.UntilAsync(() => run.Services.SequenceEqual(["api", "web"]) && run.Endpoints.SequenceEqual(["10.1.0.2"]));

        _server.Delete(ApiResource.Services, "default", "web").ShouldBeTrue();
        await run.UntilAsync(() => run.Services.SequenceEqual(["api"]));
    }

    [Fact]
    public async Task Requests_are_as_the_API_wants_them()
    {
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop);
        await _server.WaitForWatchAsync(ApiResource.Services, Stop);
        await _server.WaitForWatchAsync(ApiResource.EndpointSlices, Stop);

        _server.Requests.ShouldAllBe(request => request.Protocol == "HTTP/2" && request.TokenAccepted && request.Method == "GET");
        var list = _server.Requests.Single(request => request.IsList(ApiResource.Services));
        list.AcceptsGzip.ShouldBeTrue();
        list.Parameter("limit").ShouldBe("500");
        list.Parameter("resourceVersion").ShouldBeEmpty();
        var watch = _server.Requests.Single(request => request.IsWatch(ApiResource.Services));
        watch.AcceptsGzip.ShouldBeFalse();
        watch.Parameter("allowWatchBookmarks").ShouldBe("true");
        watch.Parameter("resourceVersion").ShouldNotBeEmpty();
        int.Parse(watch.Parameter("timeoutSeconds"), null).ShouldBeInRange(300, 600);
    }

    [Fact]
    public async Task Long_lists_come_in_pages()
    {
        for (var i = 0; i < 1200; i++)
            _server.Apply(KubernetesObjects.Service($"web-{i}"));

        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop);
        await run.SyncedAsync();

        run.Services.Count().ShouldBe(1200);
        _server.Requests.Count(request => request.IsList(ApiResource.Services)).ShouldBe(3);
    }

    [Fact]
    public async Task A_list_whose_next_page_expired_begins_again()
    {
        for (var i = 0; i < 600; i++)
            _server.Apply(KubernetesObjects.Service($"web-{i}"));
        _server.Fail(request => request.IsList() && request.Parameter("continue").Length > 0, new Fault.Status(410), times: 1);

        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop);
        await run.SyncedAsync();

        run.Services.Count().ShouldBe(600);
        run.Log.ShouldNotContain(line => line.StartsWith("Warning"));
    }

    [Fact]
    public async Task A_bookmark_moves_the_next_watch_on()
    {
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop);
        await _server.WaitForWatchAsync(ApiResource.Services, Stop);
        _server.AdvanceVersion(50);
        _server.SendBookmark();
        _server.EndWatches();

        var next = await _server.WaitForRequestAsync(request => request.IsWatch(ApiResource.Services), Stop, count: 2);

        next.Parameter("resourceVersion").ShouldBe(_server.Version.ToString(null, null));
    }

    [Fact]
    public async Task Endpoints_serve_where_there_are_no_slices()
    {
        _server.Options.EndpointSlices = false;
        _server.Apply(KubernetesObjects.Endpoints("web", addresses: ["10.1.0.1"], notReadyAddresses: ["10.1.0.2"]));

        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop);
        await run.SyncedAsync();

        run.Endpoints.ShouldBe(["10.1.0.1", "10.1.0.2"]);
    }

    [Fact]
    public async Task A_discovery_that_fails_does_not_mean_that_there_are_no_slices()
    {
        _server.Apply(KubernetesObjects.EndpointSlice("web-1", "web", endpoints: [KubernetesObjects.Endpoint("10.1.0.1")]));
        _server.Fail(request => request.Path == "/apis/discovery.k8s.io/v1", new Fault.Status(500), times: 1);

        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop);
        await run.UntilAsync(() => run.Status is { Synced: true, Fault: null });
        await run.SyncedAsync();

        run.Endpoints.ShouldBe(["10.1.0.1"]);
        _server.Requests.ShouldNotContain(request => request.Resource == ApiResource.Endpoints);
    }

    [Fact]
    public async Task The_programming_duration_starts_where_the_slice_says()
    {
        var said = new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.Zero);
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop);
        await _server.WaitForWatchAsync(ApiResource.EndpointSlices, Stop);

        _server.Apply(KubernetesObjects.EndpointSlice("web-1", "web", annotations: new Dictionary<string, string>
        {
            ["endpoints.kubernetes.io/last-change-trigger-time"] = "2024-05-06T07:08:09Z",
        }));
        await run.UntilAsync(() => run.Messages.Count == 2);

        run.Messages.Last().Deltas.ShouldHaveSingleItem().ShouldBeOfType<Upserted<ServiceEndpoints>>().ChangedAt.ShouldBe(said);
    }

    [Fact]
    public async Task No_token_is_logged()
    {
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop);
        await run.SyncedAsync();

        run.Log.ShouldNotContain(line => line.Contains("test-token"));
    }
}
