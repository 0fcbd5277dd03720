using System.Diagnostics.Tracing;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Kube2Haproxy.Endpoints;

/// <summary>
/// <c>/debug/trace?seconds=N</c>: CPU samples and runtime events of the next N seconds (1 to 60, 10 where nothing is said) in the
/// nettrace format, for PerfView, Visual Studio or <c>dotnet-trace convert</c>.
/// </summary>
internal static class TraceEndpoint
{
    private const int Default = 10;
    private const int Most = 60;
    private const int BufferMegabytes = 64;

    // Keywords of Microsoft-Windows-DotNETRuntime: GC, loader, JIT, contention, threading, exceptions.
    private const long RuntimeKeywords = 0x1 | 0x8 | 0x10 | 0x4000 | 0x8000 | 0x10000;

    private static readonly EventPipeProvider[] Providers =
    [
        new("Microsoft-DotNETCore-SampleProfiler", EventLevel.Informational),
        new("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, RuntimeKeywords),
    ];

    public static async Task WriteAsync(HttpContext context)
    {
        // A trace shows strings of the process; it is for who is on the machine.
        if (context.Connection.RemoteIpAddress is not { } client || !IPAddress.IsLoopback(client))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync("Traces are for clients on loopback only.\n", context.RequestAborted);
            return;
        }

        var asked = context.Request.Query["seconds"].ToString();
        var seconds = Default;
        if (asked.Length > 0 && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) || seconds is < 1 or > Most))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync($"seconds is \"{asked}\"; it must lie between 1 and {Most}.\n", context.RequestAborted);
            return;
        }

        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        var diagnostics = new DiagnosticsClient(Environment.ProcessId);
        using var session = await diagnostics.StartEventPipeSessionAsync(Providers, true, BufferMegabytes, context.RequestAborted);
        context.Response.ContentType = "application/octet-stream";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"kube2haproxy.nettrace\"";

        var copying = session.EventStream.CopyToAsync(context.Response.Body, context.RequestAborted);
        await Task.WhenAny(copying, Task.Delay(TimeSpan.FromSeconds(seconds), time, context.RequestAborted));

        // The stream ends with what was buffered once the session is stopped.
        await session.StopAsync(CancellationToken.None);
        await copying;
    }
}
