using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.TestSupport.ApiServer;

/// <summary>Writes to a real API server, as its administrator.</summary>
public sealed class ApiServerClient : IDisposable
{
    private readonly HttpClient _http;

    internal ApiServerClient(Uri server, string authorityPem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(authorityPem);
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } })
        {
            BaseAddress = server,
            Timeout = TimeSpan.FromSeconds(30),
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiServerFiles.AdminToken);
    }

    /// <summary>Null where there is none.</summary>
    public async Task<JsonObject?> GetAsync(ApiResource resource, string @namespace, string name)
    {
        using var response = await _http.GetAsync(PathOf(resource, @namespace, name));
        return response.StatusCode == System.Net.HttpStatusCode.NotFound ? null : (await ReadAsync(response))!.AsObject();
    }

    /// <summary>All of a resource, in every namespace.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(ApiResource resource)
    {
        using var response = await _http.GetAsync(Relative($"{resource.Root}/{resource.Plural}"));
        return [.. (await ReadAsync(response))!["items"]!.AsArray().Select(item => item!.AsObject())];
    }

    /// <summary>A Service, Endpoints or EndpointSlice.</summary>
    /// <returns>As the API server has it now.</returns>
    public async Task<JsonObject> CreateAsync(JsonObject manifest)
    {
        var (resource, metadata) = (ApiResource.Of(manifest), manifest["metadata"]!);
        return (await PostAsync(PathOf(resource, (string)metadata["namespace"]!, "").ToString().TrimEnd('/'), manifest))!.AsObject();
    }

    /// <summary>Replaces what the API server has, whatever it has.</summary>
    public async Task ReplaceAsync(JsonObject manifest)
    {
        var (resource, metadata) = (ApiResource.Of(manifest), manifest["metadata"]!);
        var path = PathOf(resource, (string)metadata["namespace"]!, (string)metadata["name"]!);
        var current = await GetAsync(resource, (string)metadata["namespace"]!, (string)metadata["name"]!);
        var next = manifest.DeepClone();
        next["metadata"]!["resourceVersion"] = (string?)current?["metadata"]?["resourceVersion"];
        using var response = await _http.PutAsync(path, Json(next));
        await ReadAsync(response);
    }

    /// <param name="patch">A JSON merge patch (RFC 7396).</param>
    public async Task PatchAsync(ApiResource resource, string @namespace, string name, JsonObject patch)
    {
        var content = Json(patch);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/merge-patch+json");
        using var response = await _http.PatchAsync(PathOf(resource, @namespace, name), content);
        await ReadAsync(response);
    }

    public Task DeleteAsync(ApiResource resource, string @namespace, string name) => DeleteAsync(PathOf(resource, @namespace, name).ToString());

    /// <param name="path">Absolute on the server.</param>
    public async Task DeleteAsync(string path)
    {
        using var response = await _http.DeleteAsync(Relative(path));
        await ReadAsync(response);
    }

    /// <summary>Any other request that creates something.</summary>
    /// <param name="path">Absolute on the server.</param>
    /// <param name="body">Sent as JSON.</param>
    public async Task<JsonNode?> PostAsync(string path, JsonNode body)
    {
        using var response = await _http.PostAsync(Relative(path), Json(body));
        return await ReadAsync(response);
    }

    /// <summary>Creates what a YAML document describes.</summary>
    public async Task PostYamlAsync(string path, string document)
    {
        using var response = await _http.PostAsync(
            Relative(path), new StringContent(document, new MediaTypeHeaderValue("application/yaml")));
        await ReadAsync(response);
    }

    /// <summary>Whether it is answered by 200 now.</summary>
    public async Task<bool> AnswersAsync(string path)
    {
        try
        {
            using var response = await _http.GetAsync(Relative(path));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();

    private static Uri PathOf(ApiResource resource, string @namespace, string name) =>
        Relative($"{resource.Root}/namespaces/{@namespace}/{resource.Plural}/{name}");

    private static Uri Relative(string path) => new(path, UriKind.Relative);

    private static StringContent Json(JsonNode body) => new(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)
            : throw new InvalidOperationException(
                $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri}: {(int)response.StatusCode} {text}");
    }
}
