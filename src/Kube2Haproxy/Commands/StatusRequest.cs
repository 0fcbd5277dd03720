using System.Net;
using System.Text.Json;
using Kube2Haproxy.Endpoints;
using Kube2Haproxy.Status;

namespace Kube2Haproxy.Commands;

/// <summary>Asks the daemon on this machine for its status.</summary>
internal static class StatusRequest
{
    // Thousands of Services make some megabytes; what sends more is something else.
    private const int MostBytes = 256 << 20;

    /// <param name="server">The settings that the daemon has.</param>
    /// <param name="limit">How long the answer may take.</param>
    /// <returns>The answer, or one line that says why there is none.</returns>
    public static async Task<(StatusAnswer? Answer, string Complaint)> AskAsync(ServerOptions server, TimeSpan limit)
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
                return (new StatusAnswer(json, status), "");
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
}
