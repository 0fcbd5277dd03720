using Kube2Haproxy.Commands;
using Kube2Haproxy.Status;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Systemd;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Kube2Haproxy.Endpoints;

/// <summary>Registers what shows the daemon's state.</summary>
internal static class EndpointsServiceCollectionExtensions
{
    public static IServiceCollection AddEndpoints(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<ServerOptions>(configuration.GetSection("Server"));
        services.AddSingleton<Readiness>();
        services.AddSingleton<StatusMetrics>();
        services.AddSingleton<CurrentStatus>();
        services.AddSingleton<ISystemdNotifier, SystemdNotifier>();
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("kube2haproxy", serviceVersion: VersionAction.Version))
            .WithMetrics(metrics => metrics
                .AddMeter("kube2haproxy")
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());
        return services;
    }
}
