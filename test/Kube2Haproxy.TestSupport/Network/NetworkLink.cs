using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.TestSupport.Network;

/// <summary>Two network namespaces with one cable between them: a client's, and a server's at <see cref="ServerAddress"/>.</summary>
public sealed class NetworkLink : IAsyncDisposable
{
    private readonly NetworkNamespace _client;
    private readonly NetworkNamespace _server;

    private NetworkLink(NetworkNamespace client, NetworkNamespace server) => (_client, _server) = (client, server);

    /// <summary>Why the tests that need it cannot run; null where they can.</summary>
    public static string? Missing => NetworkNamespace.Missing;

    /// <summary>From TEST-NET-1 (RFC 5737).</summary>
    public static IPAddress ServerAddress { get; } = IPAddress.Parse("192.0.2.1");

    /// <summary>What stands before a command so that it runs in the client's namespace.</summary>
    public string[] ClientCommand => _client.Command;

    public static async Task<NetworkLink> CreateAsync()
    {
        var client = await NetworkNamespace.CreateAsync();
        try
        {
            return await ToAsync(client);
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>The cable is pulled, or put in again: packets vanish in both directions, and no end hears of it.</summary>
    public Task PlugAsync(bool isIn) => _server.IpAsync("link", "set", "cable", isIn ? "up" : "down");

    /// <summary>
    /// Packets to this port of the client vanish from now on, as those of a connection that a firewall has forgotten; other connections work.
    /// </summary>
    public Task ForgetAsync(int clientPort) => _server.IpAsync("rule", "add", "ipproto", "tcp", "dport", $"{clientPort}", "blackhole");

    /// <summary>A TCP socket of the server's namespace; it stays there, whoever uses it.</summary>
    public Socket ServerSocket() => _server.Socket();

    /// <summary>Runs it in the server's namespace, its sysctls among it. It must not leave its thread.</summary>
    public T OnServer<T>(Func<T> step)
        where T : notnull => _server.Run(step);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static async Task<NetworkLink> ToAsync(NetworkNamespace client)
    {
        var server = await NetworkNamespace.CreateAsync();
        try
        {
            await client.ConnectAsync("cable", server, "cable");
            await client.IpAsync("addr", "add", "192.0.2.2/24", "dev", "cable");
            await server.IpAsync("addr", "add", $"{ServerAddress}/24", "dev", "cable");
            return new NetworkLink(client, server);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
