using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Wording;
using Kube2Haproxy.Endpoints;
using Kube2Haproxy.Status;
using Microsoft.Extensions.Configuration;

namespace Kube2Haproxy.Commands;

/// <summary>Asks the daemon on this machine what is so, and tells it.</summary>
internal static class StatusCommand
{
    /// <summary>The daemon answers in milliseconds; one that does not in this time will not.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <param name="configuration">Canonical values: the same that the daemon has.</param>
    /// <param name="service">The one that is to be explained; null for all.</param>
    /// <param name="json">The daemon's answer as it is.</param>
    /// <param name="limit">How long the answer may take: <see cref="Limit"/>.</param>
    /// <param name="surroundings">Takes the answer, or in one line why there is none.</param>
    public static async Task<int> RunAsync(
        IConfiguration configuration, NamespacedName? service, bool json, TimeSpan limit, Surroundings surroundings)
    {
        var (answer, complaint) = await StatusRequest.AskAsync(configuration.GetSection("Server").Get<ServerOptions>() ?? new ServerOptions(), limit);
        if (answer is null)
        {
            await surroundings.Error.WriteLineAsync($"kube2haproxy: {Quoted.Line(complaint)}");
            return ExitCode.Unavailable;
        }

        try
        {
            if (json)
                await surroundings.Output.WriteAsync(answer.Json);
            else
                await TellAsync(service, answer.Status, surroundings.Output);

            return ExitCode.Success;
        }
        catch (IOException full)
        {
            await surroundings.Error.WriteLineAsync($"kube2haproxy: nothing can be written to stdout: {full.Message}");
            return ExitCode.Unavailable;
        }
    }

    /// <summary>The one way to the terminal: much of it is text that anybody may have written.</summary>
    private static async Task TellAsync(NamespacedName? service, StatusDocument status, TextWriter output)
    {
        foreach (var line in service is { } name ? ServiceExplanation.Lines(name, status) : StatusOverview.Lines(status))
            await output.WriteLineAsync(Quoted.Line(line));
    }
}
