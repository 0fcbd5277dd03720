using System.Threading.Channels;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>
/// Services and endpoints from the Kubernetes API, and nodes where they are wanted: a reflector for each resource, and for each namespace
/// where some are wanted.
/// </summary>
internal sealed class KubernetesSource(
    IOptions<KubernetesOptions> options,
    IOptions<ServicesSelectionOptions> selection,
    ApiConnection api,
    Published<SourceStatus> status,
    TimeProvider time,
    SourceMetrics metrics,
    ILogger<KubernetesSource> logger) : IClusterSource
{
    public async Task RunAsync(ChannelWriter<RenderInput> output, CancellationToken stop)
    {
        string?[] namespaces = selection.Value.Namespaces is { Count: > 0 } wanted ? [.. wanted.Distinct()] : [null];
        var health = new SourceHealth(status, time, metrics, logger);
        var withNodes = selection.Value.Backends == BackendKind.NodePort;
        using var sync = new FirstSync(scopes: (2 * namespaces.Length) + (withNodes ? 1 : 0), output, health);

        // One Random serves one loop only: this one makes them, before the loops or in one of them.
        var random = new Random();
        var services = ApiResources.Services with { Selector = selection.Value.Selector };
        Func<CancellationToken, Task>[] nodes = withNodes ? [Reflector(ApiResources.Nodes)] : [];
        await Loops.RunAsync([.. ReflectorsOf(services), .. nodes, ReflectEndpointsAsync], stop);

        async Task ReflectEndpointsAsync(CancellationToken stop)
        {
            var discovery = new Discovery(api, health, new Backoff(time, new Random(random.Next())), time, logger);
            await Loops.RunAsync([.. ReflectorsOf(await discovery.EndpointsAsync(stop))], stop);
        }

        IEnumerable<Func<CancellationToken, Task>> ReflectorsOf<T>(ApiResource<T> resource)
            where T : class, IClusterObject =>
            namespaces.Select(space => Reflector(resource with { Namespace = space }));

        Func<CancellationToken, Task> Reflector<T>(ApiResource<T> resource)
            where T : class, IClusterObject
        {
            var reflector = new Reflector<T>(
                resource,
                api,
                new KnownObjects<T>(resource.Name, time, metrics, logger),
                new ReflectorPlan(options.Value.SyncPeriod, time, new Random(random.Next())),
                health,
                logger);
            return stop => reflector.RunAsync(sync, stop);
        }
    }
}
