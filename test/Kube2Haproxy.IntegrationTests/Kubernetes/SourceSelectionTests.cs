using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>What the Kubernetes source leaves to the API server: namespaces and labels.</summary>
public sealed class SourceSelectionTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Public = new() { ["tier"] = "public" };

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
    public async Task Each_namespace_is_asked_for_by_its_own_path_and_no_other_is()
    {
        Apply("web", "shop", "10.1.0.1");
        Apply("api", "bank", "10.2.0.1");
        Apply("secret", "kube-system", "10.3.0.1");
        await using var run = await FollowingAsync("shop", "bank", "shop");

        run.Services.ShouldBe(["api", "web"]);
        run.Endpoints.ShouldBe(["10.1.0.1", "10.2.0.1"]);
        var resources = _server.Requests.Where(request => request.Resource is not null).ToList();
        resources.ShouldAllBe(request => request.Namespace == "shop" || request.Namespace == "bank");
        resources.Count.ShouldBe(8);

        Apply("new", "bank", "10.2.0.2");
        Apply("hidden", "kube-system", "10.3.0.2");
        _server.Delete(ApiResource.Services, "shop", "web");
        await run.UntilAsync(() => run.Services.SequenceEqual(["api", "new"]));
        await run.UntilAsync(() => run.Endpoints.SequenceEqual(["10.1.0.1", "10.2.0.1", "10.2.0.2"]));
    }

    [Fact]
    public async Task Endpoints_of_a_namespace_serve_where_there_are_no_slices()
    {
        _server.Options.EndpointSlices = false;
        _server.Apply(KubernetesObjects.Endpoints("web", "shop", addresses: ["10.1.0.1"]));
        _server.Apply(KubernetesObjects.Endpoints("web", "bank", addresses: ["10.2.0.1"]));

        await using var run = await StartAsync("shop");
        await run.SyncedAsync();

        run.Endpoints.ShouldBe(["10.1.0.1"]);
    }

    [Fact]
    public async Task A_list_of_one_namespace_takes_nothing_from_the_others()
    {
        Apply("web", "shop", "10.1.0.1");
        Apply("old", "bank", "10.2.0.1");
        await using var run = await FollowingAsync("shop", "bank");

        _server.Delete(ApiResource.Services, "bank", "old");
        _server.FailWatches(410, ApiResource.Services);
        await run.UntilAsync(() => Lists(run).Count == 4);

        run.Services.ShouldBe(["web"]);
        Lists(run).Last(list => list.Namespace == "bank").Objects.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_handed_on_before_every_namespace_is_listed_and_a_refusal_names_it_and_the_remedy()
    {
        Apply("web", "shop", "10.1.0.1");
        Apply("api", "bank", "10.2.0.1");
        var fault = _server.Fail(request => request.IsList(ApiResource.Services) && request.Namespace == "bank", new Fault.Status(403));
        await using var run = await StartAsync("shop", "bank");
        await _server.WaitForRequestAsync(request => request.IsWatch(ApiResource.EndpointSlices), Stop, count: 2);
        await run.UntilAsync(() => run.Status.Fault is not null);

        run.Messages.ShouldBeEmpty();
        run.Status.Synced.ShouldBeFalse();
        run.Status.Fault.ShouldNotBeNull().ShouldContain("does not allow us to list services in namespace bank (HTTP 403");
        run.Status.Fault.ShouldContain("by a Role in bank, as deploy/kubernetes/rbac-namespaced.yaml does");
        run.Status.Fault.ShouldNotContain("shop");

        fault.Dispose();
        await run.SyncedAsync();
        run.Messages.First().Deltas.Count.ShouldBe(4);
        run.Services.ShouldBe(["api", "web"]);
    }

    [Fact]
    public async Task Many_namespaces_share_one_pace()
    {
        var namespaces = Enumerable.Range(0, 20).Select(i => $"team-{i}").ToArray();
        await using var run = await SourceRun.StartAsync(
            _server, _files.Path, Stop, settings: [.. Settings(namespaces), ("Kubernetes:Qps", "0.1"), ("Kubernetes:Burst", "7")]);

        await _server.WaitForRequestAsync(request => request.Method == "GET", Stop, count: 7);
        await run.UntilAsync(() => run.Log.Any(line => line.Contains("Listed")));

        _server.Requests.Count.ShouldBe(7);
    }

    [Fact]
    public async Task A_fault_of_many_namespaces_is_one_line_in_the_log_and_short_in_the_status()
    {
        await using var run = await FollowingAsync([.. Enumerable.Range(0, 20).Select(i => $"team-{i}")]);
        using var lists = _server.Fail(request => request.IsList(), new Fault.Status(403));
        using var away = _server.Fail(request => request.IsWatch(), new Fault.HalfLine());

        _server.CutConnections();
        await run.UntilAsync(() => run.Status.Fault?.Contains("And 35 more.") == true);

        run.Log.Count(line => line.StartsWith("Warning")).ShouldBe(1);
    }

    [Fact]
    public async Task A_selector_is_for_services_alone_and_is_left_to_the_server()
    {
        const string selector = "tier in (public,edge),!internal";
        Apply("web", "shop", "10.1.0.1", Public);
        Apply("api", "shop", "10.1.0.2");
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop, settings: ("Services:Selector", selector));
        await run.SyncedAsync();
        await _server.WaitForWatchAsync(ApiResource.Services, Stop);
        await _server.WaitForWatchAsync(ApiResource.EndpointSlices, Stop);

        run.Services.ShouldBe(["web"]);
        run.Endpoints.ShouldBe(["10.1.0.1", "10.1.0.2"]);
        var services = _server.Requests.Where(request => request.Resource == ApiResource.Services).ToList();
        services.ShouldAllBe(request => request.Parameter("labelSelector") == selector);
        services.Count.ShouldBe(2);

        // A Service that is given the label comes, and one that loses it goes.
        Apply("api", "shop", "10.1.0.2", Public);
        await run.UntilAsync(() => run.Services.SequenceEqual(["api", "web"]));
        Apply("web", "shop", "10.1.0.1");
        await run.UntilAsync(() => run.Services.SequenceEqual(["api"]));
    }

    [Fact]
    public async Task Slices_of_no_service_are_not_asked_for()
    {
        var imported = KubernetesObjects.EndpointSlice("imported-1", "web", endpoints: [KubernetesObjects.Endpoint("10.9.0.1")]);
        imported["metadata"]!["labels"]!.AsObject().Remove("kubernetes.io/service-name");
        _server.Apply(imported);
        Apply("web", "default", "10.1.0.1");
        await using var run = await SourceRun.StartAsync(_server, _files.Path, Stop);
        await run.SyncedAsync();

        run.Endpoints.ShouldBe(["10.1.0.1"]);
        _server.Requests.Where(request => request.Resource == ApiResource.EndpointSlices)
            .ShouldAllBe(request => request.Parameter("labelSelector") == "kubernetes.io/service-name");
    }

    [Fact]
    public async Task Labels_on_the_metrics_do_not_grow_with_the_namespaces()
    {
        using var counted = new CountedResources();
        await using var run = await StartAsync("shop", "bank");
        await run.SyncedAsync();

        counted.Resources.ShouldBe(["endpointslices.discovery.k8s.io", "services"]);
    }

    private static List<Replaced<Service>> Lists(SourceRun run) =>
        [.. run.Messages.SelectMany(message => message.Deltas).OfType<Replaced<Service>>()];

    private static (string Key, string Value)[] Settings(string[] namespaces) =>
        [.. namespaces.Select((name, i) => ($"Services:Namespaces:{i}", name))];

    private void Apply(string name, string @namespace, string address, Dictionary<string, string>? labels = null)
    {
        _server.Apply(KubernetesObjects.Service(name, @namespace, labels: labels));
        _server.Apply(KubernetesObjects.EndpointSlice($"{name}-1", name, @namespace, endpoints: [KubernetesObjects.Endpoint(address)]));
    }

    private Task<SourceRun> StartAsync(params string[] namespaces) =>
        SourceRun.StartAsync(_server, _files.Path, Stop, settings: Settings(namespaces));

    private async Task<SourceRun> FollowingAsync(params string[] namespaces)
    {
        var run = await StartAsync(namespaces);
        await run.SyncedAsync();
        await run.UntilAsync(() => _server.WatchCount(ApiResource.Services) == namespaces.Distinct().Count());
        await run.UntilAsync(() => _server.WatchCount(ApiResource.EndpointSlices) == namespaces.Distinct().Count());
        return run;
    }
}
