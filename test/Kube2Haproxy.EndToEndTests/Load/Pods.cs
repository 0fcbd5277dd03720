using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kube2Haproxy.EndToEndTests.Load;

/// <summary>Pods that serve from the beginning to the end, also where no Service names them: as pods do in their grace period.</summary>
internal sealed class Pods : IAsyncDisposable
{
    /// <summary>Of each answer.</summary>
    public const int Length = 4000;

    /// <summary>What is answered in two halves, with a while between them.</summary>
    public const string Slow = "/slow";

    private static readonly TimeSpan BetweenHalves = TimeSpan.FromMilliseconds(200);

    private readonly WebApplication _server;

    private Pods(WebApplication server) => _server = server;

    public static async Task<Pods> StartAsync(IEnumerable<IPEndPoint> addresses)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.Zero);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            foreach (var address in addresses)
                kestrel.Listen(address);
        });
        var server = builder.Build();
        server.Run(AnswerAsync);
        await server.StartAsync();
        return new Pods(server);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentLength = Length;
        var half = new byte[Length / 2];
        half.AsSpan().Fill((byte)'x');
        await context.Response.Body.WriteAsync(half, context.RequestAborted);
        if (context.Request.Path == Slow)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(BetweenHalves, TimeProvider.System, context.RequestAborted);
        }

        await context.Response.Body.WriteAsync(half, context.RequestAborted);
    }
}
