using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using k8s;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>One access with its connections. Lives until it is retired and its last request has ended.</summary>
internal sealed class ApiSession : IDisposable
{
    // Twice this is how long a dead connection can look alive.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    private static readonly ProductInfoHeaderValue UserAgent =
        new("kube2haproxy", typeof(ApiSession).Assembly.GetName().Version?.ToString(3));

    private readonly k8s.Kubernetes _client;
    private readonly ApiAccess _access;
    private volatile bool _isSpent;

    // The owner counts as one.
    private int _users = 1;

    /// <param name="access">Disposed with it.</param>
    /// <param name="time">Judges certificates.</param>
    public ApiSession(ApiAccess access, TimeProvider time)
    {
        _access = access;
        var credential = access.Credential;
        _client = new k8s.Kubernetes(new KubernetesClientConfiguration
        {
            Host = $"{access.Server.Url}",
            SkipTlsVerify = access.Server.SkipTlsVerify,
            AccessToken = credential.Token,
            Username = credential.UserName,
            Password = credential.Password,
            FirstMessageHandlerSetup = handler => SetUp(handler, access, time),
        });
    }

    public Uri Server => _access.Server.Url;

    /// <summary>Where the access comes from, for messages.</summary>
    public string Origin => _access.Origin;

    /// <summary>
    /// The credentials have failed in a way that is no answer, or a connection is silent: before the next request all is made anew. Those who
    /// use it go on.
    /// </summary>
    public void Spend() => _isSpent = true;

    /// <summary>Whether a new one shall take its place.</summary>
    public bool IsStale(DateTimeOffset now) => _isSpent || _access.IsStale(now);

    /// <summary>One more user, who disposes it too. Only while its owner has not.</summary>
    public void Enter() => Interlocked.Increment(ref _users);

    /// <summary>Once by each user and by the owner; the last one ends it.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;

        _client.Dispose();
        _access.Dispose();
    }

    /// <summary>A request with its credentials. The library's HttpClient alone sends none.</summary>
    public async Task<HttpRequestMessage> PrepareAsync(ApiRequest asked, CancellationToken stop)
    {
        var request = new HttpRequestMessage(asked.MergePatch is null ? HttpMethod.Get : HttpMethod.Patch, new Uri(Server, asked.Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.UserAgent.Add(UserAgent);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (asked.Gzip)
            request.Headers.AcceptEncoding.ParseAdd("gzip");

        if (asked.MergePatch is { } patch)
            request.Content = new ByteArrayContent(patch) { Headers = { ContentType = new("application/merge-patch+json") } };

        foreach (var (name, value) in _access.Headers)
            request.Headers.Add(name, value);

        // The platform takes the name for TLS from here and from nowhere else; kubectl leaves this header at the URL's name.
        if (_access.Server.TlsServerName.Length > 0)
            request.Headers.Host = _access.Server.TlsServerName;

        if (_client.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(request, stop);

        return request;
    }

    /// <summary>The answer as soon as its headers are there.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop) =>
        _client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);

    private static void SetUp(SocketsHttpHandler handler, ApiAccess access, TimeProvider time)
    {
        handler.ConnectTimeout = TimeSpan.FromSeconds(10);
        handler.KeepAlivePingDelay = KeepAlive;
        handler.KeepAlivePingTimeout = KeepAlive;
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        handler.ConnectCallback = ConnectAsync;
        handler.AutomaticDecompression = DecompressionMethods.None;
        handler.UseCookies = false;

        // A redirect would take our credentials to somebody who is not in the configuration.
        handler.AllowAutoRedirect = false;

        handler.SslOptions.ClientCertificateContext = access.Credential.Certificate;
        if (!access.Server.SkipTlsVerify)
            new ServerTrust(access.Server.Authorities, time).Set(handler.SslOptions);

        if (access.Server.Proxy is { } proxy)
            handler.Proxy = ProxyOf(proxy);
    }

    /// <summary>Its password is kept out of the URL, which stands in the platform's messages.</summary>
    private static WebProxy ProxyOf(Uri url)
    {
        var proxy = new WebProxy(new UriBuilder(url) { UserName = "", Password = "" }.Uri);
        if (url.UserInfo.Split(':', 2) is [{ Length: > 0 } user, ..] parts)
            proxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? ""));

        return proxy;
    }

    /// <summary>TCP keep-alive finds a dead connection where HTTP/2 pings do not: over HTTP/1.1, or after the server's GOAWAY.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)KeepAlive.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
            await socket.ConnectAsync(context.DnsEndPoint, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
