using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Microsoft.Extensions.Hosting;

namespace Kube2Haproxy.Sources;

/// <summary>Runs the source that is configured.</summary>
internal sealed class WatchService(IClusterSource source, ChannelWriter<RenderInput> output) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => source.RunAsync(output, stoppingToken);
}
