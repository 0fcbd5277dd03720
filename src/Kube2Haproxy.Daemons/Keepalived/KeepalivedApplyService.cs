using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>Brings Keepalived to the newest configuration.</summary>
internal sealed class KeepalivedApplyService(
    ChannelReader<KeepalivedConfiguration> configurations, [FromKeyedServices("keepalived")] ApplyLoop loop) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loop.RunAsync(configurations, stoppingToken);
}
