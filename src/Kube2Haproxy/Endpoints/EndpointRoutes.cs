using Kube2Haproxy.Status;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Endpoints;

/// <summary>The HTTP endpoints. All of them only show; none can change anything.</summary>
internal static class EndpointRoutes
{
    public static void MapDaemonEndpoints(this WebApplication app)
    {
        // Nobody else asks for the gauges, and a meter that is not made shows nothing.
        app.Services.GetRequiredService<StatusMetrics>();

        app.MapGet("/healthz", Health);
        app.MapGet("/readyz", Ready);
        app.MapGet("/status", Status);
        app.MapPrometheusScrapingEndpoint("/metrics");
        if (app.Services.GetRequiredService<IOptions<ServerOptions>>().Value.Profiling)
            app.MapGet("/debug/trace", TraceEndpoint.WriteAsync);
    }

    /// <summary>200 while every loop is alive; a pause and faults of the world outside are told, and change nothing.</summary>
    private static Task Health(HttpContext context)
    {
        var dead = context.RequestServices.GetServices<IHostedService>().OfType<BackgroundService>()
            .Where(service => service.ExecuteTask is { IsCompleted: true })
            .Select(service => $"{service.GetType().Name} has ended.")
            .ToList();
        var readiness = context.RequestServices.GetRequiredService<Readiness>();
        return WriteAsync(context, dead.Count == 0, dead.Count == 0 ? "ok" : "not healthy", [.. dead, readiness.Paused, .. readiness.Faults]);
    }

    /// <summary>200 once the first state of the cluster has been applied, or a pause has kept it from that.</summary>
    private static Task Ready(HttpContext context)
    {
        var readiness = context.RequestServices.GetRequiredService<Readiness>();
        var ready = readiness.IsReady;
        return WriteAsync(context, ready, ready ? "ready" : "not ready", [readiness.Paused, .. readiness.Pending, .. readiness.Faults]);
    }

    /// <summary>All that there is to know, as JSON.</summary>
    private static Task Status(HttpContext context) => context.Response.WriteAsJsonAsync(
        context.RequestServices.GetRequiredService<CurrentStatus>().Document,
        StatusJson.Default.StatusDocument,
        cancellationToken: context.RequestAborted);

    private static Task WriteAsync(HttpContext context, bool good, string word, IEnumerable<string?> lines)
    {
        context.Response.StatusCode = good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(string.Join('\n', [word, .. lines.OfType<string>(), ""]), context.RequestAborted);
    }
}
