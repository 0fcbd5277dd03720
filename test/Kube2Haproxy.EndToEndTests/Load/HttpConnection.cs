using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kube2Haproxy.EndToEndTests.Load;

/// <summary>A client's connection, one request at a time. Unlike HttpClient it tries nothing again by itself.</summary>
internal sealed class HttpConnection : IDisposable
{
    private const string HeadEnd = "\r\n\r\n";

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>How many requests it has answered.</summary>
    public int Answered { get; private set; }

    /// <summary>The other side has ended it, or said that it will. To be asked between two requests.</summary>
    public bool IsClosed { get; private set; }

    public static async Task<HttpConnection> OpenAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var connection = new HttpConnection();
        try
        {
            await connection._socket.ConnectAsync(address, cancellationToken);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Looks whether the other side has ended it meanwhile: nothing but that can be read between two requests.</summary>
    public bool Look() => IsClosed |= _socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    /// <summary>The status and the length of the body, of which all has come.</summary>
    /// <exception cref="IOException">It has ended before that.</exception>
    public async Task<(int Status, int Length)> GetAsync(string path, bool keeps, CancellationToken cancellationToken)
    {
        var end = keeps ? "" : "connection: close\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nhost: load\r\n{end}\r\n"), cancellationToken);

        var read = 0;
        int headEnd;
        while ((headEnd = Text(read).IndexOf(HeadEnd, StringComparison.Ordinal)) < 0)
            read += await ReadAsync(read, cancellationToken);

        var head = Text(headEnd).Split("\r\n");
        var length = int.Parse(Header(head, "content-length"), CultureInfo.InvariantCulture);
        var all = headEnd + HeadEnd.Length + length;
        while (read < all)
            read += await ReadAsync(read, cancellationToken);

        IsClosed |= !keeps || Header(head, "connection") == "close";
        Answered++;
        return (int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture), length);
    }

    public void Dispose() => _socket.Dispose();

    private async Task<int> ReadAsync(int at, CancellationToken cancellationToken)
    {
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(at), cancellationToken);
        return read > 0 ? read : throw new IOException($"The connection has ended after {at} bytes of an answer.");
    }

    private string Text(int length) => Encoding.ASCII.GetString(_buffer, 0, length);

    private static string Header(string[] head, string name) =>
        head.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim() ?? "";
}
