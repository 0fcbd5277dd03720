using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>Lists that fail are never empty lists, and are not asked for without end.</summary>
public sealed class SourceListFaultTests : IAsyncLifetime
{
    private static readonly Dictionary<string, Fault> Faults = new()
    {
        ["401"] = new Fault.Status(401),
        ["403"] = new Fault.Status(403),
        ["404"] = new Fault.Status(404),
        ["410"] = new Fault.Status(410),
        ["429, in a second"] = new Fault.Status(429, TimeSpan.FromSeconds(1)),
        ["429, in ten"] = new Fault.Status(429, TimeSpan.FromSeconds(10)),
        ["429, at a time that is over"] = new Fault.Status(429, RetryAfterText: "Thu, 01 Jan 1970 00:00:00 GMT"),
        ["429, at the end of time"] = new Fault.Status(429, RetryAfterText: "Fri, 31 Dec 9999 23:59:59 GMT"),
        ["429, in a century"] = new Fault.Status(429, RetryAfterText: "3153600000"),
        ["429, in nonsense"] = new Fault.Status(429, RetryAfterText: "soon"),
        ["429, in less than nothing"] = new Fault.Status(429, RetryAfterText: "-1"),
        ["429"] = new Fault.Status(429),
        ["500"] = new Fault.Status(500),
        ["503, in five"] = new Fault.Status(503, TimeSpan.FromSeconds(5)),
        ["504, too large resource version"] = new Fault.Status(504),
        ["cut in the middle"] = new Fault.HalfLine(),
        ["half, and a clean end"] = new Fault.HalfLine(Clean: true),
        ["no body"] = new Fault.EmptyBody(),
        ["a page of a proxy"] = new Fault.Body("<html>Welcome.</html>"),
        ["no items"] = new Fault.Body("""{"kind":"ServiceList","metadata":{"resourceVersion":"9999"}}"""),
        ["no version"] = new Fault.Body("""{"kind":"ServiceList","metadata":{},"items":[]}"""),
        ["another kind"] = new Fault.Body("""{"kind":"PodList","metadata":{"resourceVersion":"9999"},"items":[]}"""),
        ["a Status of 200"] = new Fault.Body("""{"kind":"Status","status":"Failure","code":500}"""),
        ["itself as the next page"] = new Fault.Body(
            """{"kind":"ServiceList","metadata":{"resourceVersion":"9999","continue":"again"},"items":[]}"""),
        ["no answer"] = new Fault.NoAnswer(),
        ["headers, then nothing"] = new Fault.SilentBody(),
        ["half, then nothing"] = new Fault.SilentBody("""{"kind":"ServiceList","items":["""),
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
    public async Task At_the_start_it_is_waited_for_and_nothing_is_handed_on(string fault)
    {
        var failing = _server.Fail(request => request.IsList(ApiResource.Services), Faults[fault]);
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, _time);
        await _server.WaitForRequestAsync(request => request.IsList(ApiResource.Services), Stop);

        await PassAsync(run, TimeSpan.FromMinutes(2));

        run.Messages.ShouldBeEmpty();
        run.Status.Synced.ShouldBeFalse();
        Lists().ShouldBeInRange(1, Most(fault));

        failing.Dispose();
        await PassUntilAsync(run, () => run.Status is { Synced: true, Fault: null } && run.Messages.Count > 0);
        run.Services.ShouldBe(["web"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Later_it_changes_nothing(string fault)
    {
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, _time);
        await run.SyncedAsync();
        await _server.WaitForWatchAsync(ApiResource.Services, Stop);
        var failing = _server.Fail(request => request.IsList(ApiResource.Services), Faults[fault]);
        var before = Lists();
        _server.FailWatches(410, ApiResource.Services);
        await _server.WaitForRequestAsync(request => request.IsList(ApiResource.Services), Stop, before + 1);

        await PassAsync(run, TimeSpan.FromMinutes(2));

        run.Services.ShouldBe(["web"]);
        run.Messages.SelectMany(message => message.Deltas).OfType<Replaced<Service>>().ShouldHaveSingleItem();
        (Lists() - before).ShouldBeInRange(1, Most(fault));

        _server.Delete(ApiResource.Services, "default", "web");
        _server.Apply(KubernetesObjects.Service("api"));
        failing.Dispose();
        await PassUntilAsync(run, () => run.Status.Fault is null && run.Services.SequenceEqual(["api"]));
    }

    [Fact]
    public async Task Pages_of_different_versions_lose_nothing_that_changed_between_them()
    {
        for (var i = 0; i < 501; i++)
            _server.Apply(KubernetesObjects.Service($"web-{i:000}"));

        var first = _server.Version;
        _server.Fail(
            request => request.IsList(ApiResource.Services) && request.Parameter("continue").Length > 0,
            new Fault.Body("""{"kind":"ServiceList","metadata":{"resourceVersion":"999999"},"items":[]}"""),
            times: 1);
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, _time);

        var watch = await _server.WaitForRequestAsync(request => request.IsWatch(ApiResource.Services), Stop);

        watch.Parameter("resourceVersion").ShouldBe($"{first}");
    }

    [Fact]
    public async Task A_page_that_is_too_old_each_time_does_not_make_it_spin()
    {
        for (var i = 0; i < 501; i++)
            _server.Apply(KubernetesObjects.Service($"web-{i}"));

        _server.Fail(request => request.IsList(ApiResource.Services) && request.Parameter("continue").Length > 0, new Fault.Status(410));
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, _time);

        await PassAsync(run, TimeSpan.FromMinutes(2));

        Lists().ShouldBeInRange(4, 20);
        run.Messages.ShouldBeEmpty();
    }

    /// <summary>In two minutes: ten where the wait doubles to half a minute, else as often as the server says.</summary>
    private static int Most(string fault) => fault switch
    {
        "429, in a second" => 121,
        "429, at a time that is over" => 151,
        "429, in ten" => 13,
        "429, at the end of time" => 1,
        // Two requests each: with the credentials read again, and the page that follows.
        "401" or "itself as the next page" => 20,
        _ => 10,
    };

    private int Lists() => _server.Requests.Count(request => request.IsList(ApiResource.Services));

    private async Task PassAsync(SourceRun run, TimeSpan duration)
    {
        var start = _time.GetUtcNow();
        await PassUntilAsync(run, () => _time.GetUtcNow() - start >= duration);
    }

    private Task PassUntilAsync(SourceRun run, Func<bool> condition) =>
        run.UntilAsync(condition, () => _time.Advance(TimeSpan.FromSeconds(2)));
}
