using System.Threading.Channels;
using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Keepalived;
using Kube2Haproxy.Daemons.Keepalived.Vrrp;
using Kube2Haproxy.Daemons.Pausing;
using Kube2Haproxy.Daemons.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Daemons;

/// <summary>Registers what steers HAProxy and Keepalived.</summary>
public static class DaemonsServiceCollectionExtensions
{
    /// <summary>
    /// Needs the readers of both configurations' channels and of the signalled <see cref="VrrpState"/>, the writer of <see cref="RenderInput"/>, the <see cref="StatusBoard"/>, the clock, metrics and logging. A daemon
    /// that is not enabled gets no service. Gives the <see cref="IPauseGate"/>.
    /// </summary>
    public static IServiceCollection AddDaemons(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<HaproxyOptions>(configuration.GetSection("Haproxy"));
        services.Configure<KeepalivedOptions>(configuration.GetSection("Keepalived"));
        services.AddSingleton<ProcessRunner>();
        services.AddSingleton<DaemonMetrics>();
        AddPausing(services, configuration);
        services.AddHostedService<VrrpStateService>();

        if (configuration.GetValue("Haproxy:Enabled", true))
        {
            AddLock<HaproxyOptions>(services, static options => options.ConfigFile);
            services.AddSingleton<HaproxyDaemon>();
            services.AddKeyedSingleton("haproxy", (provider, _) =>
            {
                var (haproxy, metrics) = (provider.GetRequiredService<HaproxyDaemon>(), provider.GetRequiredService<DaemonMetrics>());
                metrics.OldWorkers = () => haproxy.OldWorkers;
                metrics.WaitingServers = () => haproxy.WaitingServers;
                var options = provider.GetRequiredService<IOptions<HaproxyOptions>>().Value;
                IPauseGate gate = provider.GetRequiredService<PauseGate>();
                if (options.OnlyWhenMaster)
                    gate = new MasterGate(gate, provider.GetRequiredService<StatusBoard>().Vrrp);
                return Loop<HaproxyDaemon>(provider, options.ConfigFile, options.ReloadInterval, gate, board => board.Haproxy);
            });
            services.AddHostedService<HaproxyApplyService>();
        }

        if (configuration.GetValue("Keepalived:Enabled", true))
        {
            AddLock<KeepalivedOptions>(services, static options => options.ConfigFile);
            services.AddSingleton<INodeAddresses, NodeAddresses>();
            services.AddSingleton<KeepalivedDaemon>();
            services.AddKeyedSingleton("keepalived", (provider, _) =>
            {
                var options = provider.GetRequiredService<IOptions<KeepalivedOptions>>().Value;
                return Loop<KeepalivedDaemon>(
                    provider, options.ConfigFile, options.ReloadInterval, provider.GetRequiredService<IPauseGate>(), board => board.Keepalived);
            });
            services.AddHostedService<KeepalivedApplyService>();
        }

        return services;
    }

    private static void AddLock<TOptions>(IServiceCollection services, Func<TOptions, string> configFile)
        where TOptions : class =>
        services.AddSingleton<IHostedService>(
            provider => new ConfigurationLockService(configFile(provider.GetRequiredService<IOptions<TOptions>>().Value)));

    private static void AddPausing(IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<SafetyOptions>(configuration.GetSection("Safety"));
        services.AddSingleton(provider => new PauseFile(provider.GetRequiredService<IOptions<SafetyOptions>>().Value.PauseFile));
        services.AddSingleton<PauseGate>();
        services.AddSingleton<IPauseGate>(provider => provider.GetRequiredService<PauseGate>());
        services.AddHostedService<PauseService>();
    }

    private static ApplyLoop Loop<TDaemon>(
        IServiceProvider provider, string file, TimeSpan interval, IPauseGate gate, Func<StatusBoard, Published<DaemonStatus>> status)
        where TDaemon : class, IDaemon => ApplyLoop.Of(
            provider.GetRequiredService<TDaemon>(), new ConfigurationFile(file), status(provider.GetRequiredService<StatusBoard>()),
            provider.GetRequiredService<ChannelWriter<RenderInput>>(), provider.GetRequiredService<DaemonMetrics>(), gate, interval,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TDaemon>>());
}
