using System.Net.Sockets;
using System.Text;

namespace Kube2Haproxy.IntegrationTests.Daemons;

/// <summary>The master CLI of HAProxy 2.6: silent at a reload, and gone while it executes itself again, for as long as the test says.</summary>
internal sealed class FakeMaster : IAsyncDisposable
{
    private readonly string _path;
    private Socket? _listener;
    private Task _serving = Task.CompletedTask;
    private int _reloads;

    public FakeMaster(string path)
    {
        _path = path;
        Listen();
    }

    /// <summary>Reloads that it was asked for.</summary>
    public int Reloads => Volatile.Read(ref _reloads);

    /// <summary>Whether somebody listens.</summary>
    public bool IsListening => Volatile.Read(ref _listener) is not null;

    /// <summary>The end of executing itself again.</summary>
    public void Listen()
    {
        // .NET removes the path that it has bound when the socket is closed; HAProxy's stays.
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_path + ".bound"));
        File.Move(_path + ".bound", _path, overwrite: true);
        listener.Listen();
        Volatile.Write(ref _listener, listener);
        _serving = ServeAsync(listener);
    }

    public async ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _listener, null)?.Dispose();
        await _serving;
    }

    private async Task ServeAsync(Socket listener)
    {
        var buffer = new byte[256];
        while (true)
        {
            try
            {
                using var client = await listener.AcceptAsync();
                var command = Encoding.ASCII.GetString(buffer, 0, await client.ReceiveAsync(buffer));
                if (command.StartsWith("reload", StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref _reloads);
                    Interlocked.Exchange(ref _listener, null)?.Dispose();
                    return;
                }

                if (command.StartsWith("@1 ", StringComparison.Ordinal))
                {
                    await client.SendAsync(Encoding.ASCII.GetBytes($"Pid: {200 + Reloads}\n"));
                    continue;
                }

                await client.SendAsync(Encoding.ASCII.GetBytes(
                    $"100 master {Reloads} [failed: 0] 0d 2.6\n# workers\n{200 + Reloads} worker 0 0d 2.6\n"));
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
