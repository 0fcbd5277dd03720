using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Commands;

/// <summary>Runs the daemon until it is asked to stop, or until one of its services is gone.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(Func<WebApplication> build, TextWriter error)
    {
        try
        {
            await using var host = build();
            return await RunAsync(host);
        }
        catch (StartException fault)
        {
            await error.WriteLineAsync($"kube2haproxy: {fault.Message.ReplaceLineEndings(" ")}");
            return ExitCode.Unavailable;
        }
    }

    private static async Task<int> RunAsync(WebApplication host)
    {
        host.Logger.Starts(VersionAction.Version);
        BackgroundService[] services = [.. host.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
        await StartAsync(host);
        var shutdown = host.WaitForShutdownAsync();
        await Task.WhenAny([shutdown, .. services.Select(service => service.ExecuteTask).OfType<Task>()]);

        // In this order: who has ended, as long as no stop was asked for, has ended by itself.
        BackgroundService[] ended = [.. services.Where(service => service.ExecuteTask?.IsCompleted == true)];
        if (host.Lifetime.ApplicationStopping.IsCancellationRequested)
            ended = [];
        // Told before the others are stopped, which may take its time.
        Tell(ended, host.Logger);
        host.Lifetime.StopApplication();
        await shutdown;

        BackgroundService[] failed = [.. services.Except(ended).Where(service => service.ExecuteTask?.IsFaulted == true)];
        Tell(failed, host.Logger);
        host.Logger.Stopped();
        return ended.Length + failed.Length > 0 ? ExitCode.Software : ExitCode.Success;
    }

    private static void Tell(BackgroundService[] lost, ILogger logger)
    {
        foreach (var service in lost)
        {
            if (service.ExecuteTask is { IsFaulted: true } failed)
                logger.ServiceFailed(failed.Exception.InnerException, service.GetType().Name);
            else
                logger.ServiceEnded(service.GetType().Name);
        }
    }

    private static async Task StartAsync(WebApplication host)
    {
        try
        {
            await host.StartAsync();
        }
        catch (OperationCanceledException) when (host.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Asked to stop while starting: what has started is stopped in the usual way.
        }
        catch (IOException fault) when (fault.InnerException is AddressInUseException)
        {
            throw new StartException(
                $"{fault.Message} Stop what listens there, or choose another port with --port (Server:Port); 0 turns the endpoints off.",
                fault);
        }
        catch (SocketException fault)
        {
            throw new StartException(
                $"the endpoints cannot listen: {fault.Message}. Server:Address must be an address of this node and Server:Port a free port "
                + "that the daemon's user may take.",
                fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"the daemon cannot start: {fault.Message}", fault);
        }
    }
}
