using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>Nothing of the source dies unseen, and nothing of it outlives its end.</summary>
public sealed class SourceSupervisionTests : IAsyncLifetime
{
    private const int DiscoveryEnded = 1006;
    private const int Listed = 1007;
    private const int WatchEnded = 1009;

    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(5);

    private readonly TestLimit _limit = new();
    private readonly TemporaryDirectory _files = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private FakeApiServer _server = null!;

    private CancellationToken Stop => _limit.Token;

    public async ValueTask InitializeAsync() => _server = await FakeApiServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _limit.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData(DiscoveryEnded, false)]
    [InlineData(DiscoveryEnded, true)]
    [InlineData(Listed, false)]
    [InlineData(Listed, true)]
    [InlineData(WatchEnded, false)]
    [InlineData(WatchEnded, true)]
    public async Task An_exception_that_nobody_expects_ends_all_of_the_source(int where, bool hasNamespaces)
    {
        (string Key, string Value)[] settings = hasNamespaces ? [("Services:Namespaces:0", "shop"), ("Services:Namespaces:1", "bank")] : [];
        await using var run = await SourceRun.StartAsync(
            KubeconfigFile.Write(_server, _files.Path), Stop, failingEvent: where, settings: settings);
        if (where == WatchEnded)
        {
            await _server.WaitForWatchAsync(ApiResource.EndpointSlices, Stop);
            _server.FailWatches(500, ApiResource.EndpointSlices);
        }

        var failure = await Should.ThrowAsync<Exception>(run.Ended.WaitAsync(Stop));

        failure.ToString().ShouldContain("nobody expects this");
        await Wait.UntilAsync(
            () => _server.WatchCount(ApiResource.Services) + _server.WatchCount(ApiResource.EndpointSlices) == 0,
            "all watches have ended", cancellationToken: Stop);
    }

    [Fact]
    public async Task It_ends_promptly_in_the_middle_of_a_list()
    {
        _server.Fail(request => request.IsList(), new Fault.SilentBody("""{"kind":"ServiceList","""));
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, _time);
        await _server.WaitForRequestAsync(request => request.IsList(), Stop, count: 2);

        await EndsPromptlyAsync(run);
    }

    [Fact]
    public async Task It_ends_promptly_while_no_answer_comes()
    {
        _server.Fail(request => true, new Fault.NoAnswer());
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, _time);
        await _server.WaitForRequestAsync(request => true, Stop, count: 2);

        await EndsPromptlyAsync(run);
    }

    [Fact]
    public async Task It_ends_promptly_in_a_watch()
    {
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, _time);
        await _server.WaitForWatchAsync(ApiResource.Services, Stop);

        await EndsPromptlyAsync(run);
    }

    [Theory]
    [InlineData("/apis/discovery.k8s.io/v1")]
    [InlineData("/api/v1/services")]
    public async Task It_ends_promptly_while_it_waits_after_a_failure(string path)
    {
        _server.Fail(request => request.Path == path, new Fault.Status(500));
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, _time);
        await run.UntilAsync(() => run.Status.Fault is not null);

        await EndsPromptlyAsync(run);
    }

    [Fact]
    public async Task It_ends_promptly_while_it_waits_for_its_turn()
    {
        await using var run = await SourceRun.StartAsync(
            _server, _files.Path, Stop, _time, ("Kubernetes:Qps", "0.1"), ("Kubernetes:Burst", "1"));
        await _server.WaitForRequestAsync(request => true, Stop);

        await EndsPromptlyAsync(run);
        _server.Requests.Count.ShouldBe(1);
    }

    /// <summary>The clock of the source stands still: nothing that waits by it ends by itself.</summary>
    private static async Task EndsPromptlyAsync(SourceRun run)
    {
        await run.StopAsync().WaitAsync(Promptly, TimeProvider.System);

        run.Ended.IsCanceled.ShouldBeTrue();
    }
}
