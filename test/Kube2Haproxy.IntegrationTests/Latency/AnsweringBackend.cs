using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.IntegrationTests.Latency;

/// <summary>Answers each request with <c>pod</c>, on every address of 127.0.0.0/8.</summary>
internal sealed class AnsweringBackend : IDisposable
{
    private readonly TcpListener _tcp = new(IPAddress.Any, 0);

    private AnsweringBackend() => _tcp.Start();

    public int Port => ((IPEndPoint)_tcp.LocalEndpoint).Port;

    public static AnsweringBackend Start()
    {
        var backend = new AnsweringBackend();
        _ = backend.AcceptAsync();
        return backend;
    }

    public void Dispose() => _tcp.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _tcp.AcceptSocketAsync());
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task AnswerAsync(Socket client)
    {
        using (client)
        {
            await client.ReceiveAsync(new byte[4096]);
            await client.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\npod"u8.ToArray());
        }
    }
}
