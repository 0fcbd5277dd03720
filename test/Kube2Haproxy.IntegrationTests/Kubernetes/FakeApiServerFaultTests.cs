using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>Each fault of the fake is seen by a client as it is meant.</summary>
public sealed class FakeApiServerFaultTests : IAsyncLifetime
{
    private const string Services = "/api/v1/services";
    private FakeApiServer _server = null!;
    private ApiClient _client = null!;

    private readonly TestLimit _limit = new();

    private CancellationToken Stop => _limit.Token;

    private string WatchPath => $"{Services}?watch=1&resourceVersion={_server.Version}&allowWatchBookmarks=true";

    public async ValueTask InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _client = new(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _limit.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(410)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Status_comes_with_its_body_as_often_as_asked(int code)
    {
        _server.Fail(request => request.IsList(ApiResource.Services), new Fault.Status(code, TimeSpan.FromSeconds(7)), times: 1);

        using var first = await _client.SendAsync(Services, Stop);
        using var second = await _client.SendAsync(Services, Stop);

        ((int)first.StatusCode).ShouldBe(code);
        first.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        var body = JsonNode.Parse(await first.Content.ReadAsStringAsync(Stop))!;
        ((string?)body["kind"]).ShouldBe("Status");
        ((int)body["code"]!).ShouldBe(code);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Fault_ends_when_it_is_disposed()
    {
        var fault = _server.Fail(_ => true, new Fault.Status(500));
        using var failed = await _client.SendAsync(Services, Stop);

        fault.Dispose();
        using var good = await _client.SendAsync(Services, Stop);

        failed.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        good.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Half_a_list_fails_to_be_read()
    {
        _server.Fail(request => request.IsList(), new Fault.HalfLine());

        using var response = await _client.SendAsync(Services, Stop);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Should.ThrowAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Half_a_line_of_a_watch_ends_cleanly_or_with_the_connection(bool clean)
    {
        _server.Fail(request => request.IsWatch(), new Fault.HalfLine(clean));
        using var watch = await _client.WatchAsync(WatchPath, Stop);

        _server.Apply(KubernetesObjects.Service("web"));

        if (clean)
        {
            var half = await watch.LineAsync(Stop);
            half!.ShouldStartWith("""{"type":"ADDED","object":""");
            Should.Throw<JsonException>(() => JsonNode.Parse(half!));
            (await watch.LineAsync(Stop)).ShouldBeNull();
        }
        else
        {
            await Should.ThrowAsync<IOException>(() => watch.LineAsync(Stop));
        }
    }

    [Fact]
    public async Task Silent_watch_has_headers_and_no_events()
    {
        _server.Fail(request => request.IsWatch(), new Fault.SilentBody());
        using var watch = await _client.WatchAsync(WatchPath, Stop);

        var line = watch.LineAsync(Stop);
        _server.Apply(KubernetesObjects.Service("web"));
        await _client.GetAsync(Services, Stop);

        line.IsCompleted.ShouldBeFalse();
        _server.CutConnections();
        await Should.ThrowAsync<IOException>(() => line);
    }

    [Fact]
    public async Task Request_without_an_answer_waits_until_the_client_leaves()
    {
        _server.Fail(request => request.IsList(), new Fault.NoAnswer());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        var answer = _client.SendAsync(Services, patience.Token);
        await _server.WaitForRequestAsync(request => request.IsList(), Stop);

        answer.IsCompleted.ShouldBeFalse();
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task Wrong_json_is_a_lists_body_and_a_watchs_first_line()
    {
        _server.Fail(request => request.Verb is ApiVerb.List or ApiVerb.Watch, Fault.Text.WrongJson);

        using var watch = await _client.WatchAsync(WatchPath, Stop);
        _server.Apply(KubernetesObjects.Service("web"));

        (await watch.LineAsync(Stop)).ShouldBe(Fault.Text.WrongJson.Line);
        (await watch.EventAsync(Stop)).ShouldBe("ADDED web@1001");
        await Should.ThrowAsync<JsonException>(() => _client.GetAsync(Services, Stop));
    }

    [Fact]
    public async Task Watches_end_at_once_with_nothing_or_with_an_error_event()
    {
        _server.Fail(request => request.IsWatch(), new Fault.EmptyBody(), times: 1);
        _server.Fail(request => request.IsWatch(), new Fault.ErrorEvent(500), times: 1);

        using var empty = await _client.WatchAsync(WatchPath, Stop);
        using var error = await _client.WatchAsync(WatchPath, Stop);

        (await empty.LineAsync(Stop)).ShouldBeNull();
        (await error.EventAsync(Stop)).ShouldBe("ERROR 500");
        (await error.LineAsync(Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Running_watch_fails_after_the_events_before()
    {
        using var watch = await _client.WatchAsync(WatchPath, Stop);
        _server.Apply(KubernetesObjects.Service("web"));
        _server.FailWatches(410);

        (await watch.EventAsync(Stop)).ShouldBe("ADDED web@1001");
        (await watch.EventAsync(Stop)).ShouldBe("ERROR 410");
        (await watch.LineAsync(Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Slow_answer_is_whole_in_the_end()
    {
        _server.Apply(KubernetesObjects.Service("web"));
        _server.Fail(request => request.IsList(), new Fault.Slow(TimeSpan.FromMilliseconds(1), ChunkSize: 100));

        var list = await _client.GetAsync(Services, Stop);

        list["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Lagging_server_lists_an_old_state()
    {
        var old = _server.Apply(KubernetesObjects.Service("a"));
        _server.Apply(KubernetesObjects.Service("b"));
        _server.Fail(request => request.IsList(), new Fault.OldState(old), times: 1);

        var list = await _client.GetAsync(Services, Stop);

        ((string?)list["metadata"]!["resourceVersion"]).ShouldBe("1001");
        list["items"]!.AsArray().Count.ShouldBe(1);
    }
}
