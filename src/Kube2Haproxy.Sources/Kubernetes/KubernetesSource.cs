using System.Threading.Channels;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Services and endpoints from the Kubernetes API.</summary>
internal sealed class KubernetesSource(
    IOptions<KubernetesOptions> options,
    Published<SourceStatus> status,
    TimeProvider time,
    Random random,
    SourceMetrics metrics,
    ILogger<KubernetesSource> logger) : IClusterSource
{
    public async Task RunAsync(ChannelWriter<RenderInput> output, CancellationToken stop)
    {
        var health = new SourceHealth(status, time, metrics, logger);
        using var api = new ApiConnection(options.Value, time, logger);
        using var sync = new FirstSync(resources: 2, output, health);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop);

        // A Random serves one loop only.
        var (forServices, forEndpoints) = (new Random(random.Next()), new Random(random.Next()));
        Task[] loops =
        [
            ReflectAsync(ApiResources.Services, forServices, both.Token),
            ReflectEndpointsAsync(both.Token),
        ];

        // None ends by itself: the first that does takes the other with it, and its exception is what the caller sees.
        var ended = await Task.WhenAny(loops);
        await both.CancelAsync();
        await Task.WhenAll(loops).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await ended;

        async Task ReflectEndpointsAsync(CancellationToken stop)
        {
            var discovery = new Discovery(api, health, new Backoff(time, forEndpoints), time, logger);
            await ReflectAsync(await discovery.EndpointsAsync(stop), forEndpoints, stop);
        }

        Task ReflectAsync<T>(ApiResource<T> resource, Random random, CancellationToken stop)
            where T : class, IClusterObject =>
            new Reflector<T>(
                resource,
                api,
                new KnownObjects<T>(resource.Name, time, metrics, logger),
                new ReflectorPlan(options.Value.SyncPeriod, time, random),
                health,
                logger).RunAsync(sync, stop);
    }
}
