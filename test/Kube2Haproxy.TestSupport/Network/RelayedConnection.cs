using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.TestSupport.Network;

/// <summary>One connection through a <see cref="TcpRelay"/>.</summary>
internal sealed class RelayedConnection(Socket client)
{
    private readonly CancellationTokenSource _cut = new();
    private volatile bool _swallows;

    public IPEndPoint Client { get; } = (IPEndPoint)client.RemoteEndPoint!;

    public void Cut() => _cut.Cancel();

    public void Swallow() => _swallows = true;

    /// <summary>Returns when it is over.</summary>
    public async Task RunAsync(IPEndPoint server)
    {
        using var upstream = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await upstream.ConnectAsync(server, _cut.Token);
            Task[] pumps = [PumpAsync(client, upstream), PumpAsync(upstream, client)];
            await await Task.WhenAny(pumps);
            await Task.WhenAll(pumps);
        }
        catch (Exception over) when (over is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut by the test, or the server is away: the client gets a reset either way.
        }
        finally
        {
            // With a reset where it is not over: nothing that waits in a buffer shall arrive.
            client.Close(0);
            upstream.Close(0);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        while (await ReceiveAsync(from, buffer) is var length and > 0)
        {
            for (var sent = 0; sent < length && !_swallows;)
                sent += await to.SendAsync(buffer.AsMemory(sent, length - sent), _cut.Token);
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private async Task<int> ReceiveAsync(Socket from, byte[] buffer)
    {
        try
        {
            var length = await from.ReceiveAsync(buffer, _cut.Token);
            if (length > 0 || !_swallows)
                return length;
        }
        catch (SocketException) when (_swallows)
        {
            // As below.
        }

        // An end is swallowed, too.
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _cut.Token);
        return 0;
    }
}
