using System.Net;
using System.Text.Json;
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

    // Thousands of Services make some megabytes; what sends more is something else.
    private const int MostBytes = 256 << 20;

    /// <param name="configuration">Canonical values: the same that the daemon has.</param>
    /// <param name="service">The one that is to be explained; null for all.</param>
    /// <param name="json">The daemon's answer as it is.</param>
    /// <param name="limit">How long the answer may take: <see cref="Limit"/>.</param>
    /// <param name="surroundings">Takes the answer, or in one line why there is none.</param>
    public static async Task<int> RunAsync(
        IConfiguration configuration, NamespacedName? service, bool json, TimeSpan limit, Surroundings surroundings)
    {
        var (answer, complaint) = await AskAsync(configuration.GetSection("Server").Get<ServerOptions>() ?? new ServerOptions(), limit);
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

    private static async Task<(Answer? Answer, string Complaint)> AskAsync(ServerOptions server, TimeSpan limit)
    {
        if (server.Port == 0)
            return (null, "the daemon's endpoints are turned off, so it cannot be asked: Server:Port is 0; give it a port.");

        var url = new Uri($"http://{new IPEndPoint(Reachable(IPAddress.Parse(server.Address)), server.Port)}/status");
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = limit, MaxResponseContentBufferSize = MostBytes };
        try
        {
            using var response = await client.GetAsync(url);
            var json = await response.Content.ReadAsStringAsync();
            if (response.StatusCode == HttpStatusCode.OK
                && JsonSerializer.Deserialize(json, StatusJson.Default.StatusDocument) is { } status)
            {
                return (new Answer(json, status), "");
            }
        }
        catch (HttpRequestException unreachable)
        {
            return (null, $"{url} cannot be reached: {unreachable.Message.TrimEnd('.')}. The daemon does not run, or with another "
                + "Server:Address or Server:Port; `systemctl status kube2haproxy` says.");
        }
        catch (TaskCanceledException)
        {
            return (null, $"{url} has not answered within {limit.TotalSeconds} s; the daemon's log may say why.");
        }
        catch (JsonException)
        {
            // As any other answer that is none.
        }

        return (null, $"what answers at {url} is not kube2haproxy, or of a version other than {VersionAction.Version}.");
    }

    /// <summary>Nobody can connect to all addresses; one of them is loopback.</summary>
    private static IPAddress Reachable(IPAddress address) =>
        address.Equals(IPAddress.Any) ? IPAddress.Loopback
        : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
        : address;

    private sealed record Answer(string Json, StatusDocument Status);
}
