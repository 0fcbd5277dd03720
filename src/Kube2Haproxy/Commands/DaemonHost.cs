using System.Net;
using Kube2Haproxy.Endpoints;
using Kube2Haproxy.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kube2Haproxy.Commands;

/// <summary>What every run of the daemon has, whatever its services are: settings, logging, the server, the way it ends.</summary>
internal static class DaemonHost
{
    // Longer than the longest reload may take, shorter than the systemd unit's TimeoutStopSec.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(90);

    /// <param name="configuration">Canonical values only; nothing else is read, neither files nor environment.</param>
    /// <exception cref="StartException">The log file cannot be opened.</exception>
    public static WebApplicationBuilder CreateBuilder(IConfiguration configuration)
    {
        // The content root is of no use here; the current directory, its default, may be gone.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.AddDaemonLogging(configuration.GetSection("Logging").Get<LoggingOptions>() ?? new LoggingOptions());
        builder.Services.AddRoutingCore();
        AddServer(builder, configuration.GetSection("Server").Get<ServerOptions>() ?? new ServerOptions());

        // The host's own ConsoleLifetime ends the daemon on SIGTERM and SIGINT. Not SystemdLifetime: it would report READY before
        // anything was applied.
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = ShutdownTimeout;
            // RunCommand watches the services, those too that end without a fault, and stops the host itself. If the host did so as
            // well, a service that something else cancelled would look like one that was asked to stop.
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
        });
        return builder;
    }

    private static void AddServer(WebApplicationBuilder builder, ServerOptions options)
    {
        if (options.Port == 0)
        {
            builder.Services.AddSingleton<IServer, NoServer>();
            return;
        }

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(options.Address), options.Port);
        });
    }
}
