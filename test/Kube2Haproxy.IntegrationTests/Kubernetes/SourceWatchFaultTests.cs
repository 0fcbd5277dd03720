using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>Watches that fail lose nothing, and are not asked for without end.</summary>
public sealed class SourceWatchFaultTests : IAsyncLifetime
{
    private static readonly Dictionary<string, Fault> Faults = new()
    {
        ["401"] = new Fault.Status(401),
        ["403"] = new Fault.Status(403),
        ["410"] = new Fault.Status(410),
        ["410 in the stream"] = new Fault.ErrorEvent(410),
        ["429, in a second"] = new Fault.Status(429, TimeSpan.FromSeconds(1)),
        ["429, in ten"] = new Fault.Status(429, TimeSpan.FromSeconds(10)),
        ["429, at a time that is over"] = new Fault.Status(429, RetryAfterText: "Thu, 01 Jan 1970 00:00:00 GMT"),
        ["429, at the end of time"] = new Fault.Status(429, RetryAfterText: "Fri, 31 Dec 9999 23:59:59 GMT"),
        ["429, in a century"] = new Fault.Status(429, RetryAfterText: "3153600000"),
        ["429 in the stream"] = new Fault.ErrorEvent(429),
        ["500"] = new Fault.Status(500),
        ["500 in the stream"] = new Fault.ErrorEvent(500),
        ["503, in five"] = new Fault.Status(503, TimeSpan.FromSeconds(5)),
        ["504, too large resource version"] = new Fault.Status(504),
        ["no body"] = new Fault.EmptyBody(),
        ["blank lines"] = new Fault.Body("\n\r\n \n"),
        ["half a line, and a clean end"] = new Fault.Body("""{"type":"ADDED","object":{"metadata":"""),
        ["a page of a proxy"] = new Fault.Body("<html>\nWelcome.\n</html>\n"),
        ["an unknown event"] = new Fault.Body(
            """{"type":"RENAMED","object":{"metadata":{"name":"web","resourceVersion":"9999"}}}""" + "\n"),
        ["a bookmark of the past"] = new Fault.Body("""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"1"}}}""" + "\n"),
        ["an event of the past"] = new Fault.Body(
            """{"type":"DELETED","object":{"metadata":{"name":"web","namespace":"default","resourceVersion":"1"}}}""" + "\n"),
        ["no answer"] = new Fault.NoAnswer(),
        ["headers, then nothing"] = new Fault.SilentBody(),
        ["half a line, then nothing"] = new Fault.SilentBody("""{"type":"DELETED","object":{"metadata":{"name":"web","names"""),
    };

    private readonly TestLimit _limit = new();
    private readonly TemporaryDirectory _files = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private FakeApiServer _server = null!;

    private CancellationToken Stop => _limit.Token;

    public static TheoryData<string> Names() => [.. Faults.Keys];

    public async ValueTask InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _server.Apply(KubernetesObjects.Service("web"));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _limit.Dispose();
        _files.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Once_it_loses_nothing(string fault)
    {
        _server.Fail(request => request.IsWatch(ApiResource.Services), Faults[fault], times: 1);
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, _time);
        await _server.WaitForRequestAsync(request => request.IsWatch(ApiResource.Services), Stop);

        _server.Delete(ApiResource.Services, "default", "web");
        _server.Apply(KubernetesObjects.Service("api"));

        // Eleven minutes are the time that a watch has at most.
        var start = _time.GetUtcNow();
        await PassUntilAsync(run, () => run.Status.Fault is null && run.Services.SequenceEqual(["api"]));
        (_time.GetUtcNow() - start).ShouldBeLessThan(TimeSpan.FromMinutes(11));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task For_ever_it_empties_nothing_and_does_not_spin(string fault)
    {
        _server.Fail(request => request.IsWatch(ApiResource.Services), Faults[fault]);
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, _time);
        await _server.WaitForRequestAsync(request => request.IsWatch(ApiResource.Services), Stop);

        var start = _time.GetUtcNow();
        await PassUntilAsync(run, () => _time.GetUtcNow() - start >= TimeSpan.FromMinutes(2));

        run.Services.ShouldBe(["web"]);
        _server.Requests.Count(request => request.IsWatch(ApiResource.Services)).ShouldBeInRange(1, Most(fault));
        _server.Requests.Count(request => request.IsList(ApiResource.Services)).ShouldBeInRange(1, 11);
    }

    [Fact]
    public async Task A_server_that_says_good_bye_is_left_for_another_connection_without_a_fault()
    {
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, _time);
        await run.SyncedAsync();
        await _server.WaitForWatchAsync(ApiResource.Services, Stop);
        await _server.WaitForWatchAsync(ApiResource.EndpointSlices, Stop);

        // What is open goes on.
        _server.SendGoAway();
        _server.Apply(KubernetesObjects.Service("api"));
        await run.UntilAsync(() => run.Services.SequenceEqual(["api", "web"]));

        _time.Advance(TimeSpan.FromMinutes(1));
        _server.EndWatches();
        await _server.WaitForRequestAsync(request => request.IsWatch(ApiResource.Services), Stop, count: 2);
        _server.Delete(ApiResource.Services, "default", "web");
        await run.UntilAsync(() => run.Services.SequenceEqual(["api"]));

        run.Log.ShouldNotContain(line => line.StartsWith("Warning") || line.StartsWith("Error"));
        _server.Requests.Count(request => request.IsList(ApiResource.Services)).ShouldBe(1);
    }

    [Fact]
    public async Task A_service_that_is_deleted_and_created_again_at_once_is_the_new_one()
    {
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, _time);
        await run.SyncedAsync();
        await _server.WaitForWatchAsync(ApiResource.Services, Stop);

        _server.Delete(ApiResource.Services, "default", "web");
        _server.Apply(KubernetesObjects.Service("web", clusterIPs: ["10.96.0.77"]));
        await run.UntilAsync(() => run.Service("web")?.ClusterAddresses[0].ToString() == "10.96.0.77");

        // And so it is after a list that never saw it gone.
        var first = run.Service("web").ShouldNotBeNull().Uid;
        _server.Fail(request => request.IsWatch(ApiResource.Services), new Fault.Status(500), times: 1);
        _server.EndWatches();
        _server.Delete(ApiResource.Services, "default", "web");
        _server.Apply(KubernetesObjects.Service("web", clusterIPs: ["10.96.0.78"]));
        await PassUntilAsync(run, () => run.Service("web")?.ClusterAddresses[0].ToString() == "10.96.0.78");

        run.Service("web").ShouldNotBeNull().Uid.ShouldNotBe(first);
    }

    [Fact]
    public async Task A_restored_etcd_is_refused_once_and_then_believed()
    {
        var restored = _server.Version;
        _server.Apply(KubernetesObjects.Service("api"));
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, _time);
        await run.SyncedAsync();
        await _server.WaitForWatchAsync(ApiResource.Services, Stop);
        _server.Fail(request => request.IsWatch(ApiResource.Services), new Fault.Status(504), times: 1);
        _server.Fail(request => request.IsList(ApiResource.Services), new Fault.OldState(restored));

        _server.EndWatches(ApiResource.Services);
        await PassUntilAsync(run, () => Lists(run).Count() == 2);

        Lists(run).Last().Objects.ShouldHaveSingleItem().Name.Name.ShouldBe("web");
        _server.Requests.Count(request => request.IsList(ApiResource.Services)).ShouldBe(3);
        run.Log.Count(line => line.StartsWith("Warning") && line.Contains("the cluster's state was restored")).ShouldBe(1);
    }

    private static IEnumerable<Replaced<Service>> Lists(SourceRun run) =>
        run.Messages.SelectMany(message => message.Deltas).OfType<Replaced<Service>>();

    /// <summary>In two minutes: ten where the wait doubles to half a minute, else as often as the server says.</summary>
    private static int Most(string fault) => fault switch
    {
        "429, in a second" => 121,
        "429, at a time that is over" => 151,
        "429, in ten" => 13,
        "429, at the end of time" => 1,
        // With the credentials read again.
        "401" => 20,
        _ => 11,
    };

    private Task PassUntilAsync(SourceRun run, Func<bool> condition) =>
        run.UntilAsync(condition, () => _time.Advance(TimeSpan.FromSeconds(2)));
}
