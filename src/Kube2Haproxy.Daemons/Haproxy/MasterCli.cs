using System.Net.Sockets;
using System.Text;

namespace Kube2Haproxy.Daemons.Haproxy;

/// <summary>HAProxy's master CLI (management guide 9.4): one connection a command.</summary>
internal sealed class MasterCli(string socketPath, TimeProvider time)
{
    /// <summary>The master accepts nobody for the moment in which it executes itself again at a reload.</summary>
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    /// <summary>The whole answer, which may be empty.</summary>
    /// <exception cref="SocketException">Nobody listens, or the socket's mode keeps us out.</exception>
    public async Task<string> AskAsync(string command, CancellationToken cancellationToken)
    {
        using var socket = await ConnectAsync(cancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\n"), cancellationToken);

        // Without the half-close the master waits for the next command, and the answer never ends.
        socket.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        try
        {
            return await reader.ReadToEndAsync(cancellationToken);
        }
        catch (IOException cut) when (cut.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // HAProxy 2.6 drops the connection of `reload` when it executes itself again.
            return "";
        }
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
                return socket;
            }
            catch (SocketException refused) when (
                refused.SocketErrorCode == SocketError.ConnectionRefused && time.GetElapsedTime(started) < LongestRefusal)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            await Task.Delay(BetweenTries, time, cancellationToken);
        }
    }
}
