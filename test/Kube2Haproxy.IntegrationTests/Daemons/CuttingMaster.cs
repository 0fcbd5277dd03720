using System.Net.Sockets;
using System.Text;

namespace Kube2Haproxy.IntegrationTests.Daemons;

/// <summary>Stands before a real master CLI, and cuts off its answer to <c>reload</c>; all others go through.</summary>
internal sealed class CuttingMaster : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _target;
    private readonly int _most;
    private readonly Task _serving;

    /// <param name="path">Where it listens.</param>
    /// <param name="target">The master's socket.</param>
    /// <param name="most">So many bytes of the answer go through.</param>
    public CuttingMaster(string path, string target, int most)
    {
        (_target, _most) = (target, most);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _serving = ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
    }

    private async Task ServeAsync()
    {
        var all = new List<Task>();
        try
        {
            while (true)
                all.Add(RelayAsync(await _listener.AcceptAsync()));
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(all);
        }
    }

    private async Task RelayAsync(Socket client)
    {
        var buffer = new byte[64 * 1024];
        using var master = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            using (client)
            {
                var command = buffer.AsMemory(0, await client.ReceiveAsync(buffer)).ToArray();
                await master.ConnectAsync(new UnixDomainSocketEndPoint(_target));
                await master.SendAsync(command);
                master.Shutdown(SocketShutdown.Send);
                var left = Encoding.ASCII.GetString(command).StartsWith("reload", StringComparison.Ordinal) ? _most : int.MaxValue;
                while (left > 0 && await master.ReceiveAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length))) is > 0 and var length)
                {
                    await client.SendAsync(buffer.AsMemory(0, length));
                    left -= length;
                }
            }

            // The master may not hear of the cut before it has obeyed.
            while (await master.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // It executes itself again, or has ended; the client sees that nothing comes.
        }
    }
}
