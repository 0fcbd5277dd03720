using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Keepalived;
using Kube2Haproxy.Daemons.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Daemons;

/// <summary>Registers what steers HAProxy and Keepalived.</summary>
public static class DaemonsServiceCollectionExtensions
{
    /// <summary>
    /// Needs the readers of both configurations' channels, the <see cref="StatusBoard"/>, the clock, metrics and logging. A daemon
    /// that is not enabled gets no service.
    /// </summary>
    public static IServiceCollection AddDaemons(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<HaproxyOptions>(configuration.GetSection("Haproxy"));
        services.Configure<KeepalivedOptions>(configuration.GetSection("Keepalived"));
        services.AddSingleton<ProcessRunner>();
        services.AddSingleton<DaemonMetrics>();

        if (configuration.GetValue("Haproxy:Enabled", true))
        {
            services.AddSingleton<HaproxyDaemon>();
            services.AddKeyedSingleton("haproxy", (provider, _) =>
            {
                var options = provider.GetRequiredService<IOptions<HaproxyOptions>>().Value;
                return Loop<HaproxyDaemon>(provider, options.ConfigFile, options.ReloadInterval, board => board.Haproxy);
            });
            services.AddHostedService<HaproxyApplyService>();
        }

        if (configuration.GetValue("Keepalived:Enabled", true))
        {
            services.AddSingleton<KeepalivedDaemon>();
            services.AddKeyedSingleton("keepalived", (provider, _) =>
            {
                var options = provider.GetRequiredService<IOptions<KeepalivedOptions>>().Value;
                return Loop<KeepalivedDaemon>(provider, options.ConfigFile, options.ReloadInterval, board => board.Keepalived);
            });
            services.AddHostedService<KeepalivedApplyService>();
        }

        return services;
    }

    private static ApplyLoop Loop<TDaemon>(
        IServiceProvider provider, string file, TimeSpan interval, Func<StatusBoard, Published<DaemonStatus>> status)
        where TDaemon : class, IDaemon =>
        new(
            provider.GetRequiredService<TDaemon>(),
            new ConfigurationFile(file),
            interval,
            status(provider.GetRequiredService<StatusBoard>()),
            provider.GetRequiredService<DaemonMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TDaemon>>());
}
