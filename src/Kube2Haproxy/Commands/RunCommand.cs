using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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
        // Who has ended at the moment when the stop is asked for ended by itself. Whoever asks: the host does so when one has failed.
        BackgroundService[] gone = [];
        using var watch = host.Lifetime.ApplicationStopping.Register(() =>
            gone = [.. services.Where(service => service.ExecuteTask?.IsCompleted == true)]);

        await StartAsync(host);
        var shutdown = host.WaitForShutdownAsync();
        await Task.WhenAny([shutdown, .. services.Select(service => service.ExecuteTask).OfType<Task>()]);
        host.Lifetime.StopApplication();
        await shutdown;

        var lost = services.Where(service => gone.Contains(service) || service.ExecuteTask?.IsFaulted == true).ToList();
        foreach (var service in lost)
        {
            if (service.ExecuteTask is { IsFaulted: true } failed)
                host.Logger.ServiceFailed(failed.Exception.InnerException, service.GetType().Name);
            else
                host.Logger.ServiceEnded(service.GetType().Name);
        }

        host.Logger.Stopped();
        return lost.Count > 0 ? ExitCode.Software : ExitCode.Success;
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
