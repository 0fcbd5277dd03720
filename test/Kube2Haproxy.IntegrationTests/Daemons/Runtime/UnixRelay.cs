using System.Net.Sockets;

namespace Kube2Haproxy.IntegrationTests.Daemons.Runtime;

/// <summary>Stands between a client and a Unix socket, so that something can happen at a known moment.</summary>
internal sealed class UnixRelay : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _target;
    private readonly Func<int, int, Task> _before;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    /// <param name="path">Where it listens.</param>
    /// <param name="target">Where it connects to.</param>
    /// <param name="before">
    /// Awaited with the number of the connection, from 1, and that of the client's write, from 1, before that goes on; with write 0 before
    /// the connection does.
    /// </param>
    public UnixRelay(string path, string target, Func<int, int, Task> before)
    {
        (_target, _before) = (target, before);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _serving = ServeAsync();
    }

    /// <summary>Cuts all connections: a client may hold one for as long as the worker lets it.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _end.CancelAsync();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        var all = new List<Task>();
        try
        {
            while (true)
                all.Add(RelayAsync(await _listener.AcceptAsync(), all.Count + 1));
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(all);
        }
    }

    private async Task RelayAsync(Socket client, int connection)
    {
        using var upstream = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        {
            try
            {
                await _before(connection, 0).WaitAsync(_end.Token);
                await upstream.ConnectAsync(new UnixDomainSocketEndPoint(_target), _end.Token);
                await Task.WhenAny(
                    CopyAsync(client, upstream, write => _before(connection, write)), CopyAsync(upstream, client, _ => Task.CompletedTask));
            }
            catch (OperationCanceledException)
            {
                // It ends.
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to, Func<int, Task> before)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (var write = 1; await from.ReceiveAsync(buffer, _end.Token) is > 0 and var length; write++)
            {
                await before(write).WaitAsync(_end.Token);
                await to.SendAsync(buffer.AsMemory(0, length), _end.Token);
            }
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other direction has ended, or all do.
        }
    }
}
