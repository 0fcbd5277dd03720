using System.Threading.Channels;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Core.Wording;
using Kube2Haproxy.Rendering.Exposure;
using Kube2Haproxy.Rendering.Node;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Rendering;

/// <summary>Turns changes into configurations.</summary>
/// <remarks>
/// The only reader of its channel, and so the only writer of the store: no lock. It takes everything that waits, renders once and
/// starts again: under load the batches grow by themselves.
/// </remarks>
internal sealed class RenderService(
    ChannelReader<RenderInput> inputs, ChannelWriter<AddressPlan> assignments, IEnumerable<IConfigurationRenderer> renderers,
    NodeRules rules, INodeNetwork network, StatusBoard board, ILogger<RenderService> logger) : BackgroundService
{
    private readonly IReadOnlyList<IConfigurationRenderer> _renderers = [.. renderers];
    private ExposureRules _rules = new();
    private ClusterStore _store = new();
    private NodeDevice _device = new(null, []);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _rules = rules.Read();
        _store = new ClusterStore(_rules.Backends);
        _device = network.Device();
        ReadTemplates();
        while (await inputs.WaitToReadAsync(stoppingToken))
        {
            var changes = new List<DateTimeOffset>();
            while (inputs.TryRead(out var input))
                Take(input, changes);

            // Before everything has been listed once, what is missing may only be unknown.
            if (_store.IsComplete)
                Render(changes);
        }
    }

    private void Take(RenderInput input, List<DateTimeOffset> changes)
    {
        switch (input)
        {
            case RenderInput.ClusterChanged cluster:
                foreach (var delta in cluster.Deltas)
                {
                    _store.Apply(delta);
                    if (delta.ChangedAt is { } changed)
                        changes.Add(changed);
                }

                break;
            case RenderInput.TemplatesChanged:
                ReadTemplates();
                break;
            case RenderInput.TemplateTaken taken:
                foreach (var renderer in _renderers)
                    renderer.Take(taken);

                break;
            case RenderInput.DeviceAddressesChanged:
                // Other rules mean that every Service is looked at again, and Keepalived's own addresses change none.
                if (network.OwnAddresses() is var own && !own.SetEquals(_rules.NodeAddresses))
                    _rules = _rules with { NodeAddresses = own };
                _device = network.Device();
                break;
        }
    }

    private void ReadTemplates()
    {
        foreach (var renderer in _renderers)
            renderer.ReadTemplate();
    }

    private void Render(IReadOnlyList<DateTimeOffset> changes)
    {
        var view = _store.View(_rules);
        var faults = _renderers.Select(renderer => renderer.Render(view, _device, changes)).OfType<string>().ToList();

        if (_rules.Pools.Count > 0)
            assignments.TryWrite(new AddressPlan(view.Assignments));

        var last = board.Cluster.Value;
        var status = new ClusterStatus(view, faults.Count == 0 ? null : string.Join(' ', faults));
        board.Cluster.Value = status;
        Tell(last, status);
    }

    /// <summary>Tells what is new, in few lines: what stays as it is was told before.</summary>
    private void Tell(ClusterStatus last, ClusterStatus now)
    {
        if (now.Fault is not null && now.Fault != last.Fault)
            logger.TemplateFault(now.Fault);
        else if (now.Fault is null && last.Fault is not null)
            logger.TemplatesGood();

        // By reason, so that a rare one is not hidden by a frequent one.
        foreach (var skipped in New(last.View.Skipped, now.View.Skipped).GroupBy(static skip => skip.Reason))
        {
            var level = skipped.Key.IsUsual() ? LogLevel.Debug : LogLevel.Warning;
            Few.Tell(
                skipped, one => logger.Skipped(level, one.What, one.Reason, one.Explanation), static one => one.What,
                (count, first) => logger.OthersSkipped(level, count, skipped.Key, first));
        }

        Few.Tell(
            New(last.View.IgnoredAnnotations, now.View.IgnoredAnnotations),
            one => logger.AnnotationIgnored(one.Name, one.Service, one.Value, one.Explanation), static one => $"{one.Name} of {one.Service}",
            logger.OthersIgnored);
    }

    /// <summary>Nearly always the list is the same, which is seen at once.</summary>
    private static IEnumerable<T> New<T>(IReadOnlyList<T> last, IReadOnlyList<T> now) => ReferenceEquals(last, now) ? [] : now.Except(last);
}
