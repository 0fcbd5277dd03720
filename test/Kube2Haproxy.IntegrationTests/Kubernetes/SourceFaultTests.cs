using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>The Kubernetes source against an API server that does what API servers do on bad days.</summary>
public sealed class SourceFaultTests : IAsyncLifetime
{
    private readonly TestLimit _limit = new();
    private readonly TemporaryDirectory _files = new();
    private FakeApiServer _server = null!;

    private CancellationToken Stop => _limit.Token;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _server.Apply(KubernetesObjects.Service("web"));
        _server.Apply(KubernetesObjects.EndpointSlice("web-1", "web", endpoints: [KubernetesObjects.Endpoint("10.1.0.1")]));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _limit.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_expired_version_is_listed_again(bool asErrorEvent)
    {
        _server.Options.ExpiredAsErrorEvent = asErrorEvent;
        await using var run = await FollowingAsync();
        var fault = _server.Fail(request => request.IsWatch(), new Fault.Status(500));
        _server.EndWatches();
        await run.UntilAsync(() => run.Status.Fault is not null);

        // The watches are away while the history is forgotten.
        using (_server.Fail(request => request.IsList(), new Fault.Status(503)))
        {
            _server.Apply(KubernetesObjects.Service("api"));
            _server.Delete(ApiResource.Services, "default", "web");
            _server.AdvanceVersion();
            _server.Compact();
            fault.Dispose();
        }

        await run.UntilAsync(() => run.Services.SequenceEqual(["api"]));
        await run.UntilAsync(() => run.Status.Fault is null);
    }

    [Fact]
    public async Task A_410_in_the_middle_of_a_watch_is_listed_again_at_once_and_is_no_fault()
    {
        await using var run = await FollowingAsync();
        var lists = Lists();

        _server.FailWatches(410, ApiResource.Services);
        await _server.WaitForRequestAsync(request => request.IsWatch(ApiResource.Services), Stop, count: 2);

        Lists().ShouldBe(lists + 1);
        run.Log.ShouldNotContain(line => line.StartsWith("Warning") || line.StartsWith("Error"));
    }

    [Fact]
    public async Task Watches_that_are_closed_at_once_do_not_make_it_spin()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        _server.Fail(request => request.IsWatch(ApiResource.Services), new Fault.EmptyBody());
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, time);
        await _server.WaitForRequestAsync(request => request.IsWatch(ApiResource.Services), Stop);

        var start = time.GetUtcNow();
        await run.UntilAsync(() => time.GetUtcNow() - start > TimeSpan.FromSeconds(20), () => time.Advance(TimeSpan.FromMilliseconds(200)));

        _server.Requests.Count(request => request.IsWatch(ApiResource.Services)).ShouldBeInRange(2, 8);
        _server.Requests.Count(request => request.IsList(ApiResource.Services)).ShouldBe(1);
    }

    [Fact]
    public async Task Overload_is_answered_by_waiting_and_not_by_more_requests()
    {
        _server.Fail(request => request.IsList(ApiResource.Services), new Fault.Status(429, TimeSpan.FromSeconds(1)), times: 1);

        await using var run = await FollowingAsync();

        _server.Requests.Count(request => request.IsList(ApiResource.Services)).ShouldBe(2);
        run.Log.Count(line => line.StartsWith("Warning") && line.Contains("429")).ShouldBe(1);
    }

    [Fact]
    public async Task Rotated_credentials_are_read_again()
    {
        await using var run = await FollowingAsync();

        _server.AcceptTokens("second");
        KubeconfigFile.Write(_server, _files.Path, token: "second");
        _server.EndWatches();
        await _server.WaitForRequestAsync(request => request.IsWatch(ApiResource.Services) && request.TokenAccepted, Stop, count: 2);
        await _server.WaitForRequestAsync(request => request.IsWatch(ApiResource.EndpointSlices) && request.TokenAccepted, Stop, count: 2);

        run.Status.Fault.ShouldBeNull();
        _server.Requests.ShouldAllBe(request => request.TokenAccepted);
    }

    [Fact]
    public async Task Credentials_that_are_refused_are_said_once_with_the_remedy()
    {
        _server.AcceptTokens("other");
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop);
        await run.UntilAsync(() => run.Status.Fault is not null);
        await _server.WaitForRequestAsync(request => request.IsList(ApiResource.Services), Stop, count: 4);

        run.Status.Synced.ShouldBeFalse();
        run.Status.Fault.ShouldNotBeNull().ShouldContain("does not accept our credentials to list services");
        run.Log.Count(line => line.StartsWith("Error") && line.Contains("list services")).ShouldBe(1);
        run.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_handed_on_before_every_resource_is_listed()
    {
        var fault = _server.Fail(request => request.IsList(ApiResource.EndpointSlices), new Fault.Status(403));
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop);
        await _server.WaitForWatchAsync(ApiResource.Services, Stop);
        await run.UntilAsync(() => run.Status.Fault is not null);
        _server.Apply(KubernetesObjects.Service("api"));

        run.Messages.ShouldBeEmpty();
        run.Status.Synced.ShouldBeFalse();
        run.Status.Fault.ShouldNotBeNull().ShouldContain("does not allow us to list endpointslices.discovery.k8s.io (HTTP 403");
        run.Status.Fault.ShouldContain("Grant this user the verbs list and watch");

        fault.Dispose();
        await run.UntilAsync(() => run.Status is { Synced: true, Fault: null, FaultSince: null });
        await run.SyncedAsync();
        await run.UntilAsync(() => run.Services.SequenceEqual(["api", "web"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_watch_that_is_cut_in_the_middle_of_a_line_loses_nothing(bool clean)
    {
        using (_server.Fail(request => request.IsWatch(ApiResource.Services), new Fault.HalfLine(clean), times: 1))
        {
            await using var run = await FollowingAsync();

            _server.Apply(KubernetesObjects.Service("api"));
            await run.UntilAsync(() => run.Services.SequenceEqual(["api", "web"]));

            _server.Requests.Count(request => request.IsList(ApiResource.Services)).ShouldBe(1);
        }
    }

    [Theory]
    [InlineData("""{"type":"MODIFIED","object":{"kind":}}""")]
    [InlineData("""{"type":"RENAMED","object":{"metadata":{"name":"web","namespace":"default"}}}""")]
    public async Task A_line_that_may_hide_a_change_is_followed_by_a_list(string line)
    {
        _server.Fail(request => request.IsWatch(ApiResource.Services), new Fault.Text(line), times: 1);
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop);

        await _server.WaitForRequestAsync(request => request.IsList(ApiResource.Services), Stop, count: 2);
        await run.UntilAsync(() => run.Status.Fault is null);

        run.Services.ShouldBe(["web"]);
    }

    [Fact]
    public async Task A_list_from_a_server_that_lags_behind_is_not_taken()
    {
        var before = _server.Version;
        _server.Apply(KubernetesObjects.Service("api"));
        await using var run = await FollowingAsync();
        _server.Fail(request => request.IsList(ApiResource.Services), new Fault.OldState(before), times: 1);

        _server.FailWatches(410, ApiResource.Services);
        await _server.WaitForRequestAsync(request => request.IsWatch(ApiResource.Services), Stop, count: 2);

        run.Services.ShouldBe(["api", "web"]);
        run.Messages.Count(message => message.Deltas is [Core.Cluster.Replaced<Core.Cluster.Service> { Objects.Count: 1 }]).ShouldBe(0);
    }

    [Fact]
    public async Task An_object_that_cannot_be_used_keeps_its_last_good_state()
    {
        await using var run = await FollowingAsync();
        var bad = KubernetesObjects.Service("web", ports: [KubernetesObjects.ServicePort(80)]);
        bad["spec"]!["ports"]![0]!["port"] = "http";

        _server.Apply(bad);
        _server.Apply(KubernetesObjects.Service("api"));
        await run.UntilAsync(() => run.Services.SequenceEqual(["api", "web"]));
        _server.FailWatches(410, ApiResource.Services);
        await _server.WaitForRequestAsync(request => request.IsWatch(ApiResource.Services), Stop, count: 2);

        run.Services.ShouldBe(["api", "web"]);
        run.Log.Count(line => line.StartsWith("Warning") && line.Contains("default/web of services") && line.Contains("spec.ports[0].port"))
            .ShouldBe(1);
    }

    private int Lists() => _server.Requests.Count(request => request.IsList());

    private async Task<SourceRun> FollowingAsync()
    {
        var run = await SourceRun.StartAsync(_server, _files.Path, Stop);
        await run.SyncedAsync();
        await _server.WaitForWatchAsync(ApiResource.Services, Stop);
        await _server.WaitForWatchAsync(ApiResource.EndpointSlices, Stop);
        return run;
    }
}
