using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Rendering.Exposure;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Rendering;

/// <summary>Registers what turns the cluster into configurations.</summary>
public static class RenderingServiceCollectionExtensions
{
    /// <summary>
    /// Needs both ends of the channels of <see cref="RenderInput"/> and of both configurations, the writer of <see cref="AddressPlan"/>, the
    /// status board, the clock and logging. A daemon that is not enabled gets no configuration, and its template is not read.
    /// </summary>
    public static IServiceCollection AddRendering(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<ServicesOptions>(configuration.GetSection("Services"));
        services.Configure<HaproxyTemplateOptions>(configuration.GetSection("Haproxy"));
        services.Configure<KeepalivedTemplateOptions>(configuration.GetSection("Keepalived"));
        services.AddSingleton<NodeRules>();
        services.AddSingleton<INodeNetwork>(provider => new NodeNetwork(Keepalived(provider).Device));

        if (configuration.GetValue("Haproxy:Enabled", true))
        {
            Add<HaproxyConfiguration>(
                services,
                "haproxy",
                provider => TemplateFiles.Of(Haproxy(provider)),
                (provider, device, identity) => TemplateData.For(Haproxy(provider), Keepalived(provider), device, identity),
                (fragments, changes) => new HaproxyConfiguration(fragments, changes));
        }

        if (configuration.GetValue("Keepalived:Enabled", true))
        {
            Add<KeepalivedConfiguration>(
                services,
                "keepalived",
                provider => TemplateFiles.Of(Keepalived(provider)),
                (provider, device, identity) => TemplateData.For(Keepalived(provider), Haproxy(provider).StatsSocket, device, identity),
                (fragments, changes) => new KeepalivedConfiguration(fragments, changes));
        }

        // The reader before its writers: the host stops the last registered first.
        services.AddHostedService<RenderService>();
        services.AddHostedService<TemplateWatchService>();
        services.AddHostedService<DeviceWatchService>();
        return services;
    }

    private static void Add<T>(
        IServiceCollection services,
        string daemon,
        Func<IServiceProvider, TemplateFiles> files,
        Func<IServiceProvider, NodeDevice, NodeIdentity, TemplateData> data,
        Func<IReadOnlyList<Fragment>, IReadOnlyList<DateTimeOffset>, T> configuration)
        where T : RenderedConfiguration
    {
        services.AddKeyedSingleton(typeof(T), (provider, _) => files(provider));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<TemplateFiles>(typeof(T)));
        services.AddSingleton<IConfigurationRenderer>(provider =>
        {
            var identity = provider.GetRequiredService<INodeNetwork>().Identity;
            return new ConfigurationRenderer<T>(
                daemon,
                provider.GetRequiredKeyedService<TemplateFiles>(typeof(T)),
                device => data(provider, device, identity),
                configuration,
                provider.GetRequiredService<ChannelReader<T>>(),
                provider.GetRequiredService<ChannelWriter<T>>());
        });
    }

    private static HaproxyTemplateOptions Haproxy(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<HaproxyTemplateOptions>>().Value;

    private static KeepalivedTemplateOptions Keepalived(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<KeepalivedTemplateOptions>>().Value;
}
