using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Rendering.Templates;

/// <summary>Says when a template, or a file that it includes, has changed.</summary>
/// <remarks>
/// It asks each second: inotify says nothing on network file systems, and is blind to a parent directory that a symbolic link swaps.
/// </remarks>
internal sealed class TemplateWatchService(
    IEnumerable<TemplateFiles> templates,
    ChannelWriter<RenderInput> inputs,
    TimeProvider time,
    ILogger<TemplateWatchService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var changed = templates.Where(template => template.Changed()).ToArray();
            foreach (var template in changed)
                logger.TemplateChanged(template.Name);
            if (changed.Length > 0)
                await inputs.WriteAsync(new RenderInput.TemplatesChanged(), stoppingToken);
        }
    }
}
