using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.TestSupport.Network;

/// <summary>Stands between a client and a server, and breaks what is between them. Thread safe.</summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly IPEndPoint _server;
    private readonly IPEndPoint _address;
    private readonly Func<Socket> _makeSocket;
    private readonly ConcurrentDictionary<RelayedConnection, Task> _connections = new();
    private Socket _listener;
    private Task _accepting;

    /// <param name="server">Where connections go on to.</param>
    /// <param name="address">Where it listens; a free port of 127.0.0.1 where it is null.</param>
    /// <param name="makeSocket">Makes the listening socket, such as in another network namespace.</param>
    public TcpRelay(IPEndPoint server, IPEndPoint? address = null, Func<Socket>? makeSocket = null)
    {
        _server = server;
        _makeSocket = makeSocket ?? (() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        _listener = Listen(address ?? new IPEndPoint(IPAddress.Loopback, 0));
        _address = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new($"https://{_address}");

    /// <summary>The clients' ends of what is open now.</summary>
    public IReadOnlyList<IPEndPoint> Clients => [.. _connections.Keys.Select(connection => connection.Client)];

    /// <summary>Resets every open connection. New ones are welcome.</summary>
    public void CutAll()
    {
        foreach (var connection in _connections.Keys)
            connection.Cut();
    }

    /// <summary>From now on nothing passes on the connections that are open, and they stay open. New ones are welcome.</summary>
    public void SwallowAll()
    {
        foreach (var connection in _connections.Keys)
            connection.Swallow();
    }

    /// <summary>Resets every open connection and refuses new ones.</summary>
    public async Task RefuseAsync()
    {
        _listener.Dispose();
        await _accepting;
        CutAll();
    }

    /// <summary>Ends <see cref="RefuseAsync"/>.</summary>
    public void Accept()
    {
        _listener = Listen(_address);
        _accepting = AcceptAsync(_listener);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RefuseAsync();
        await Task.WhenAll(_connections.Values);
    }

    private Socket Listen(IPEndPoint address)
    {
        var listener = _makeSocket();
        try
        {
            listener.Bind(address);
            listener.Listen();
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return;
            }

            var connection = new RelayedConnection(client);
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _connections[connection] = RunAsync(connection, started.Task);
            started.SetResult();
        }
    }

    private async Task RunAsync(RelayedConnection connection, Task started)
    {
        await started;
        await connection.RunAsync(_server);
        _connections.TryRemove(connection, out _);
    }
}
