using System.Net.Sockets;
using System.Text;

namespace Kube2Haproxy.Daemons.Haproxy;

/// <summary>HAProxy's master CLI (management guide 9.4): one connection a command.</summary>
internal sealed class MasterCli(string socketPath, TimeProvider time)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    /// <summary>The whole answer, which may be empty.</summary>
    /// <param name="command">One line.</param>
    /// <param name="patience">
    /// How long to try again while nobody listens: the master does not while it executes itself again at a reload, which takes it as
    /// long as it takes to read its file and to bind all addresses.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="SocketException">Nobody listens, or the socket's mode keeps us out.</exception>
    public async Task<string> AskAsync(string command, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
                await socket.SendAsync(Encoding.ASCII.GetBytes(command + "\n"), cancellationToken);
            }
            catch (SocketException error) when (HasNotArrived(error) && time.GetElapsedTime(started) < patience)
            {
                await Task.Delay(BetweenTries, time, cancellationToken);
                continue;
            }

            // From here on the master may have obeyed: asking again could reload twice.
            return await AnswerAsync(socket, cancellationToken);
        }
    }

    private static bool HasNotArrived(SocketException error) =>
        error.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset or SocketError.Shutdown;

    private static async Task<string> AnswerAsync(Socket socket, CancellationToken cancellationToken)
    {
        var answer = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            // Without the half-close the master waits for the next command, and the answer never ends.
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(buffer, cancellationToken) is > 0 and var length)
                answer.Write(buffer, 0, length);
        }
        catch (SocketException cut) when (cut.SocketErrorCode is SocketError.ConnectionReset or SocketError.NotConnected)
        {
            // HAProxy 2.6 drops the connection of `reload` when it executes itself again, perhaps before the half-close.
        }

        return Encoding.UTF8.GetString(answer.GetBuffer(), 0, (int)answer.Length);
    }
}
