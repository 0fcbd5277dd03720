using Kube2Haproxy.Sources.Kubernetes;
using Kube2Haproxy.Sources.Manifests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kube2Haproxy.Sources;

/// <summary>Registers where Services and endpoints come from.</summary>
public static class SourcesServiceCollectionExtensions
{
    /// <summary>
    /// Adds the hosted service that follows the cluster, or the directory of manifests where <c>Manifests:Directory</c> is set.
    /// </summary>
    /// <remarks>
    /// Needs in the container: <c>ChannelWriter&lt;RenderInput&gt;</c>, <c>Published&lt;SourceStatus&gt;</c>, <c>TimeProvider</c>,
    /// logging and metrics. The first message on the channel holds the whole cluster; before it there is none.
    /// </remarks>
    /// <param name="services">The container.</param>
    /// <param name="configuration">
    /// The root; the sections <c>Kubernetes</c>, <c>Services</c> and <c>Manifests</c> are read, and have been checked.
    /// </param>
    public static IServiceCollection AddSources(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<KubernetesOptions>(configuration.GetSection("Kubernetes"));
        services.Configure<ServicesSelectionOptions>(configuration.GetSection("Services"));
        services.Configure<ManifestsOptions>(configuration.GetSection("Manifests"));
        services.AddSingleton<SourceMetrics>();
        if (string.IsNullOrEmpty(configuration["Manifests:Directory"]))
        {
            services.AddSingleton<ApiConnection>();
            services.AddSingleton<IClusterSource, KubernetesSource>();
        }
        else
        {
            services.AddSingleton<IClusterSource, ManifestsSource>();
        }

        services.AddHostedService<WatchService>();
        return services;
    }

    /// <summary>
    /// Adds the hosted service that writes addresses of <c>Services:Pools</c> to the cluster; none beside a directory of manifests, which
    /// nobody writes to. After <see cref="AddSources"/>.
    /// </summary>
    /// <remarks>Needs besides: <c>ChannelReader&lt;AddressPlan&gt;</c>, the status board and <c>IPauseGate</c>.</remarks>
    /// <param name="services">The container.</param>
    /// <param name="configuration">As for <see cref="AddSources"/>; the section <c>Keepalived</c> is read.</param>
    public static IServiceCollection AddAssignments(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<AssignmentOptions>(configuration.GetSection("Keepalived"));
        if (string.IsNullOrEmpty(configuration["Manifests:Directory"]))
            services.AddHostedService<AssignmentService>();

        return services;
    }
}
