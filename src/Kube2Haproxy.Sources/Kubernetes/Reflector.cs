using System.IO.Pipelines;
using Kube2Haproxy.Core.Cluster;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Keeps one resource's objects known: a list, then a watch from there, for ever.</summary>
internal sealed class Reflector<T>(
    ApiResource<T> resource, ApiConnection api, KnownObjects<T> objects, ReflectorPlan plan, SourceHealth health, ILogger logger)
    where T : class, IClusterObject
{
    // How long after its time a watch may end: what is silent for longer is dead.
    private static readonly TimeSpan WatchGrace = TimeSpan.FromSeconds(30);

    private readonly ListPages<T> _pages = new(resource, api);
    private readonly EventReader<T> _events = new(resource, objects);
    private bool _wentBack;

    /// <summary>Runs until <paramref name="stop"/>.</summary>
    /// <param name="sync">Takes the changes.</param>
    /// <param name="stop">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public async Task RunAsync(FirstSync sync, CancellationToken stop)
    {
        var step = new ReflectorStep(List: true, TimeSpan.Zero);
        while (true)
        {
            await plan.WaitAsync(step, stop);
            step = step.List ? await ListAsync(sync, stop) : await WatchAsync(sync, stop);
        }
    }

    private async Task<ReflectorStep> ListAsync(FirstSync sync, CancellationToken stop)
    {
        var candidates = new List<Candidate<T>>();
        var (fault, version) = await _pages.ReadAsync(candidates, stop);
        if (fault is not null)
        {
            if (fault.Kind != ApiFaultKind.Expired)
                health.Failed(resource.Scope, resource.Name, fault);

            return plan.AfterList(fault);
        }

        // The request names no resourceVersion, so the answer is a consistent read, and what goes back in time is either a server
        // that fails in this or a restored etcd. The first is refused; a second list that goes back too is taken for the truth.
        if (ResourceVersions.IsBefore(version, _events.ResourceVersion))
        {
            if (!_wentBack)
            {
                _wentBack = true;
                fault = ApiFaults.WentBack(resource.Scope, _events.ResourceVersion, version);
                health.Failed(resource.Scope, resource.Name, fault);
                return plan.AfterList(fault);
            }

            logger.WentBack(resource.Scope, version, _events.ResourceVersion);
        }

        _wentBack = false;
        _events.ResourceVersion = version;
        var replaced = objects.Listed(candidates) with { Namespace = resource.Namespace };
        health.Refuses(resource.Scope, resource.Name, objects.Refused);
        logger.Listed(replaced.Objects.Count, resource.Scope, version);
        await sync.WriteAsync(resource.Scope, [replaced], () => replaced, stop);
        return plan.AfterList(null);
    }

    private async Task<ReflectorStep> WatchAsync(FirstSync sync, CancellationToken stop)
    {
        var seconds = plan.WatchSeconds();
        var request = new ApiRequest(
            $"watch {resource.Scope}",
            resource.Path(
                $"watch=true&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(_events.ResourceVersion)}"
                + $"&timeoutSeconds={seconds}"),
            TimeSpan.FromSeconds(seconds) + WatchGrace)
        {
            ForbiddenRemedy = resource.ForbiddenRemedy,
        };
        var opened = false;
        var fault = await api.AskAsync(request, FollowAsync, stop);
        if (fault is { Kind: not ApiFaultKind.Expired })
            health.Failed(resource.Scope, resource.Name, fault);

        var step = plan.AfterWatch(opened, fault);
        logger.WatchEnded(resource.Scope, fault?.Explanation ?? "its time was over.", step.List ? "list" : "watch", step.Wait);
        return step;

        async Task<ApiFault?> FollowAsync(PipeReader body, CancellationToken limit)
        {
            opened = true;
            plan.WatchOpened();
            health.Follows(resource.Scope);
            while (true)
            {
                var read = await body.ReadAsync(limit);
                var deltas = new List<ClusterDelta>();
                var rest = read.Buffer;
                var broken = _events.Take(ref rest, request, deltas);
                health.Refuses(resource.Scope, resource.Name, objects.Refused);

                // Not under the limit: what is known here must arrive, however slow the reader is.
                if (deltas.Count > 0)
                    await sync.WriteAsync(resource.Scope, deltas, () => objects.All with { Namespace = resource.Namespace }, stop);

                // Half a line at the end is no event; the next watch brings it whole.
                if (broken is not null || read.IsCompleted)
                    return broken;

                body.AdvanceTo(rest.Start, rest.End);
            }
        }
    }
}
