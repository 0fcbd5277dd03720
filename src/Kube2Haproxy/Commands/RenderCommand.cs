using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Core.Wording;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kube2Haproxy.Commands;

/// <summary>Renders once what <c>run</c> would write now, by the same services. Changes nothing, and needs no right to.</summary>
internal static class RenderCommand
{
    public const string Haproxy = "haproxy";
    public const string Keepalived = "keepalived";

    // Others than the owner's group have no business with them: settings may hold passwords.
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <param name="configuration">Canonical values.</param>
    /// <param name="daemon">Whose configuration is printed: <see cref="Haproxy"/>, also where it is null, or <see cref="Keepalived"/>.</param>
    /// <param name="directory">Where haproxy.cfg and keepalived.conf are written instead, of the daemons that are enabled; null to print.</param>
    /// <param name="surroundings">Takes the configuration, and in one line why there is none.</param>
    public static async Task<int> RunAsync(IConfiguration configuration, string? daemon, string? directory, Surroundings surroundings)
    {
        await using var host = Pipeline.BuildUnapplied(Settings(configuration, daemon, toFiles: directory is not null));
        await host.StartAsync();
        try
        {
            var (code, complaint) = await OutcomeAsync(host);
            var (haproxy, keepalived) = (Text<HaproxyConfiguration>(host), Text<KeepalivedConfiguration>(host));
            var asked = daemon == Keepalived ? keepalived : haproxy;

            // A fault of the other daemon's template is none of what is asked for.
            if (complaint is not null && (directory is not null || asked is null))
            {
                await surroundings.Error.WriteLineAsync(Quoted.Line($"kube2haproxy: {complaint}"));
                return code;
            }

            await TellRefusedAsync(host, surroundings.Error);
            if (directory is null)
                await surroundings.Output.WriteAsync(asked);
            else
                await WriteAsync(directory, [("haproxy.cfg", haproxy), ("keepalived.conf", keepalived)], surroundings.Output);

            return ExitCode.Success;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            await surroundings.Error.WriteLineAsync($"kube2haproxy: nothing can be written to {directory ?? "stdout"}: {refused.Message}");
            return ExitCode.Unavailable;
        }
        finally
        {
            await host.StopAsync();
        }
    }

    /// <summary>The operator's settings, but for what only the daemon has: the log file and the endpoints. What is wrong, a line says.</summary>
    private static IConfiguration Settings(IConfiguration configuration, string? daemon, bool toFiles)
    {
        var changed = new Dictionary<string, string?> { ["Server:Port"] = "0", ["Logging:File"] = "" };
        if (configuration["Logging:LogLevel:Default"] is null or "Information")
            changed["Logging:LogLevel:Default"] = "Critical";

        // The other daemon stays as it is: what HAProxy listens on decides what Keepalived is given, too.
        if (!toFiles)
            changed[daemon == Keepalived ? "Keepalived:Enabled" : "Haproxy:Enabled"] = "true";

        return new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(changed).Build();
    }

    /// <summary>A command does not wait until somebody has mended what is wrong: the first fault ends it.</summary>
    private static async Task<(int Code, string? Complaint)> OutcomeAsync(WebApplication host)
    {
        var board = host.Services.GetRequiredService<StatusBoard>();
        var stop = host.Lifetime.ApplicationStopping;
        var rendered = board.Cluster.UntilAsync(static status => !status.IsStarting, stop);
        var fault = board.Source.UntilAsync(static status => status is { Synced: false, Fault: not null }, stop);
        var services = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().Select(service => service.ExecuteTask);
        var first = await Task.WhenAny([rendered, fault, .. services.OfType<Task>()]);

        if (stop.IsCancellationRequested)
            return (ExitCode.Unavailable, "asked to stop before the Services had been listed.");

        if (first == rendered)
            return (await rendered).Fault is { } bad ? (ExitCode.Data, bad) : (ExitCode.Success, null);

        return first == fault
            ? (ExitCode.Unavailable, (await fault).Fault)
            : (ExitCode.Software, $"a service has failed; this is a fault of kube2haproxy. {first.Exception?.InnerException}");
    }

    /// <summary>A daemon that runs may have a last good state of them; a command that has just begun has none.</summary>
    private static async Task TellRefusedAsync(WebApplication host, TextWriter error)
    {
        foreach (var (resource, refused) in host.Services.GetRequiredService<StatusBoard>().Source.Value.Refused)
        {
            foreach (var one in refused.OrderBy(one => one.Name))
            {
                await error.WriteLineAsync(Quoted.Line(
                    $"kube2haproxy: {resource} {one.Name?.ToString() ?? "(one without a legible name)"} is left out: {one.Complaint}"));
            }
        }
    }

    /// <summary>Each at once or not at all, and says where.</summary>
    private static async Task WriteAsync(string directory, IEnumerable<(string Name, string? Text)> files, TextWriter output)
    {
        Directory.CreateDirectory(directory);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = Mode };
        foreach (var (name, text) in files.Where(file => file.Text is not null))
        {
            var file = Path.Combine(directory, name);
            var unfinished = file + ".new";
            try
            {
                await using (var writer = new StreamWriter(unfinished, options))
                    await writer.WriteAsync(text);

                File.Move(unfinished, file, overwrite: true);
            }
            finally
            {
                File.Delete(unfinished);
            }

            await output.WriteLineAsync(file);
        }
    }

    private static string? Text<T>(WebApplication host)
        where T : RenderedConfiguration =>
        host.Services.GetRequiredService<ChannelReader<T>>().TryRead(out var configuration) ? configuration.Text : null;
}
