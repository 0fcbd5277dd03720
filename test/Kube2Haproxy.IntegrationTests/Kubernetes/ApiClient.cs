using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>A plain HttpClient that trusts the fake API server's authority.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    public ApiClient(FakeApiServer server, string token = "test-token", bool http2 = true, bool gzip = false)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(server.AuthorityPem));
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = gzip ? DecompressionMethods.GZip : DecompressionMethods.None,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        };
        _http = new(handler)
        {
            BaseAddress = server.Url,
            DefaultRequestVersion = http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    /// <summary>Returns with the headers: the body may come yet.</summary>
    public Task<HttpResponseMessage> SendAsync(string path, CancellationToken token) =>
        _http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, token);

    public async Task<JsonObject> GetAsync(string path, CancellationToken token)
    {
        using var response = await SendAsync(path, token);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(token))!.AsObject();
    }

    public async Task<WatchReader> WatchAsync(string path, CancellationToken token)
    {
        var response = await SendAsync(path, token);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return new(response, new(await response.Content.ReadAsStreamAsync(token)));
    }

    public void Dispose() => _http.Dispose();
}
