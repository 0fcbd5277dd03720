using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>A proxy on loopback that speaks CONNECT and SOCKS5, each with user and password where it has them.</summary>
public sealed class FakeProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _clients = [];
    private readonly ConcurrentQueue<string> _targets = new();
    private readonly FakeApiServer? _tls;
    private readonly string? _user;
    private readonly Task _accepting;

    private FakeProxy(FakeApiServer? tls, string? user)
    {
        (_tls, _user) = (tls, user);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Where it was asked to connect to, and did: host:port, in order.</summary>
    public IReadOnlyCollection<string> Targets => _targets;

    /// <param name="tls">Speaks TLS to its clients, with this server's certificate.</param>
    /// <param name="user"><c>user:password</c> without which it refuses.</param>
    public static FakeProxy Start(FakeApiServer? tls = null, string? user = null) => new(tls, user);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_clients);
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _clients.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var from = client;
        try
        {
            Stream stream = from.GetStream();
            if (_tls is not null)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _tls.Certificate }, _stop.Token);
                stream = secure;
            }

            var target = await FirstByteAsync(stream) == 5 ? await SocksAsync(stream) : await ConnectAsync(stream);
            if (target is not { } where)
                return;

            using var to = new TcpClient();
            await to.ConnectAsync(where.Host, where.Port, _stop.Token);
            _targets.Enqueue($"{where.Host}:{where.Port}");
            var onward = to.GetStream();
            await stream.WriteAsync(where.Welcome, _stop.Token);
            await Task.WhenAny(stream.CopyToAsync(onward, _stop.Token), onward.CopyToAsync(stream, _stop.Token));
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or SocketException
            or System.Security.Authentication.AuthenticationException)
        {
            // A side left, or it was stopped.
        }
    }

    private async Task<byte> FirstByteAsync(Stream stream) => (await ReadAsync(stream, 1))[0];

    private async Task<byte[]> ReadAsync(Stream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, _stop.Token);
        return bytes;
    }

    /// <summary>RFC 9110, 9.3.6. The first byte has been read.</summary>
    private async Task<(string Host, int Port, byte[] Welcome)?> ConnectAsync(Stream stream)
    {
        while (true)
        {
            var text = new StringBuilder();
            while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                text.Append((char)await FirstByteAsync(stream));

            var lines = text.ToString().Split("\r\n");
            var wanted = _user is null ? "" : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(_user))}";
            if (_user is null || lines.Contains(wanted, StringComparer.OrdinalIgnoreCase))
            {
                var authority = lines[0].Split(' ')[1].Split(':');
                return (authority[0], int.Parse(authority[1], System.Globalization.CultureInfo.InvariantCulture),
                    "HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
            }

            await stream.WriteAsync(
                "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"fake\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
        }
    }

    /// <summary>RFC 1928 and 1929. The version has been read.</summary>
    private async Task<(string Host, int Port, byte[] Welcome)?> SocksAsync(Stream stream)
    {
        await ReadAsync(stream, await FirstByteAsync(stream));
        await stream.WriteAsync(new byte[] { 5, (byte)(_user is null ? 0 : 2) }, _stop.Token);
        if (_user is not null)
        {
            await FirstByteAsync(stream);
            var name = Encoding.ASCII.GetString(await ReadAsync(stream, await FirstByteAsync(stream)));
            var password = Encoding.ASCII.GetString(await ReadAsync(stream, await FirstByteAsync(stream)));
            var isRight = $"{name}:{password}" == _user;
            await stream.WriteAsync(new byte[] { 1, (byte)(isRight ? 0 : 1) }, _stop.Token);
            if (!isRight)
                return null;
        }

        var type = (await ReadAsync(stream, 4))[3];
        var host = type == 3
            ? Encoding.ASCII.GetString(await ReadAsync(stream, await FirstByteAsync(stream)))
            : new IPAddress(await ReadAsync(stream, type == 1 ? 4 : 16)).ToString();
        var port = await ReadAsync(stream, 2);
        return (host, (port[0] << 8) | port[1], [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    }
}
