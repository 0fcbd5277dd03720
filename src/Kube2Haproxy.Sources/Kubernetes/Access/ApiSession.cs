using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using k8s;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>One configuration with its credentials and connections. Lives until it is retired and its last request has ended.</summary>
internal sealed class ApiSession : IDisposable
{
    // Twice this is how long a dead connection can look alive.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    private static readonly ProductInfoHeaderValue UserAgent =
        new("kube2haproxy", typeof(ApiSession).Assembly.GetName().Version?.ToString(3));

    private readonly k8s.Kubernetes _client;
    private readonly string? _tlsServerName;

    // The owner counts as one.
    private int _users = 1;

    /// <exception cref="Exception">As <see cref="ApiConfiguration.Load"/>: the library reads certificates here.</exception>
    public ApiSession(KubernetesClientConfiguration configuration)
    {
        SocketsHttpHandler? handler = null;
        configuration.FirstMessageHandlerSetup = first => handler = first;
        _client = new k8s.Kubernetes(configuration);
        _tlsServerName = configuration.TlsServerName;
        if (Server.Scheme != Uri.UriSchemeHttps && Server.Scheme != Uri.UriSchemeHttp)
            throw new UriFormatException($"The server's URL is \"{Server}\"; it must begin with https:// or http://.");

        Harden(handler ?? throw new InvalidOperationException("The client library has made no handler."), configuration);
    }

    public Uri Server => _client.BaseUri;

    /// <summary>One more user, who disposes it too. Only while its owner has not.</summary>
    public void Enter() => Interlocked.Increment(ref _users);

    /// <summary>Once by each user and by the owner; the last one ends it.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            _client.Dispose();
    }

    /// <summary>A request with its credentials. The library's HttpClient alone sends none.</summary>
    /// <exception cref="Exception">Any, where the credentials cannot be had: a token file or a plugin fails.</exception>
    public async Task<HttpRequestMessage> PrepareAsync(string path, CancellationToken stop)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Server, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.UserAgent.Add(UserAgent);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (!string.IsNullOrEmpty(_tlsServerName))
            request.Headers.Host = _tlsServerName;

        if (_client.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(request, stop);

        return request;
    }

    /// <summary>The answer as soon as its headers are there.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop) =>
        _client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);

    private static void Harden(SocketsHttpHandler handler, KubernetesClientConfiguration configuration)
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

        if (configuration.SkipTlsVerify)
            return;

        // The library's own check lets any host name pass under a private CA. Without a callback the platform checks everything.
        handler.SslOptions.RemoteCertificateValidationCallback = null;
        if (configuration.SslCaCerts is { Count: > 0 } authorities)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions.CertificateChainPolicy = policy;
        }
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
