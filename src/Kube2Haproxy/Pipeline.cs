using System.Threading.Channels;
using Kube2Haproxy.Commands;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Endpoints;
using Kube2Haproxy.Rendering;
using Kube2Haproxy.Sources;
using Kube2Haproxy.Systemd;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kube2Haproxy;

/// <summary>Every channel and every registration on one screen: the picture of the architecture.</summary>
internal static class Pipeline
{
    /// <summary>More than one relist and a burst of events; a full one slows the watch, and loses nothing.</summary>
    private const int InputCapacity = 1024;

    /// <param name="configuration">Canonical values, as the table of settings gives them.</param>
    /// <param name="signals">What operators and notify scripts send.</param>
    public static WebApplication Build(IConfiguration configuration, Signals signals)
    {
        var builder = DaemonHost.CreateBuilder(configuration);
        var services = builder.Services;
        AddChannels(services);
        services.AddSingleton(signals.Reader);

        // Readers before writers: the host stops the last registered first.
        services.AddDaemons(configuration);
        services.AddAssignments(configuration);
        services.AddRendering(configuration);
        services.AddSources(configuration);
        services.AddHostedService<SignalService>();
        services.AddHostedService<SystemdService>();
        services.AddEndpoints(configuration);

        var app = builder.Build();
        app.MapDaemonEndpoints();
        return app;
    }

    /// <summary>The same from the sources to the configurations, and nobody who applies them or writes to the cluster.</summary>
    /// <param name="configuration">As for <see cref="Build"/>.</param>
    public static WebApplication BuildUnapplied(IConfiguration configuration)
    {
        var builder = DaemonHost.CreateBuilder(configuration);
        AddChannels(builder.Services);
        builder.Services.AddRendering(configuration);
        builder.Services.AddSources(configuration);
        return builder.Build();
    }

    private static void AddChannels(IServiceCollection services)
    {
        var board = new StatusBoard();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(board);
        services.AddSingleton(board.Source);

        // sources, templates, node, signals ──RenderInput──► RenderService ──newest──► HaproxyApplyService, KeepalivedApplyService
        AddChannel<RenderInput>(services, InputCapacity, BoundedChannelFullMode.Wait);
        AddChannel<HaproxyConfiguration>(services, 1, BoundedChannelFullMode.DropOldest);
        AddChannel<KeepalivedConfiguration>(services, 1, BoundedChannelFullMode.DropOldest);

        // SIGUSR1 and SIGUSR2 ──► VrrpStateService
        AddChannel<VrrpState>(services, 1, BoundedChannelFullMode.DropOldest);

        // RenderService ──newest──► AssignmentService, which writes it to the cluster
        AddChannel<AddressPlan>(services, 1, BoundedChannelFullMode.DropOldest);
    }

    private static void AddChannel<T>(IServiceCollection services, int capacity, BoundedChannelFullMode fullMode)
    {
        var channel = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { FullMode = fullMode });
        services.AddSingleton(channel.Reader);
        services.AddSingleton(channel.Writer);
    }
}
