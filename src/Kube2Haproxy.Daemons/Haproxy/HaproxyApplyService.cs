using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kube2Haproxy.Daemons.Haproxy;

/// <summary>Brings HAProxy to the newest configuration.</summary>
internal sealed class HaproxyApplyService(
    ChannelReader<HaproxyConfiguration> configurations, [FromKeyedServices("haproxy")] ApplyLoop loop) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loop.RunAsync(configurations, stoppingToken);
}
