using System.Text;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.IntegrationTests.Kubernetes.Access;

/// <summary>What of a kubeconfig leads to the API server, each over real TLS.</summary>
public sealed class AccessTests : IDisposable
{
    private readonly TestLimit _limit = new();
    private readonly TemporaryDirectory _files = new();
    private readonly ClientCertificate _client = new("kube2haproxy");

    private CancellationToken Stop => _limit.Token;

    public void Dispose()
    {
        _limit.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task A_client_certificate_by_data()
    {
        await using var server = await ServerForCertificateAsync();

        await ShouldSyncAsync(KubeconfigFile.WriteWith(server, _files.Path, $"""
            client-certificate-data: {ClientCertificate.Base64(_client.Pem)}
            client-key-data: {ClientCertificate.Base64(_client.KeyPem)}
            """));
    }

    [Fact]
    public async Task A_client_certificate_by_files_relative_to_the_kubeconfig()
    {
        await using var server = await ServerForCertificateAsync();
        _files.Write("pki/client.crt", _client.Pem);
        _files.Write("pki/client.key", _client.KeyPem);

        await ShouldSyncAsync(KubeconfigFile.WriteWith(server, _files.Path, "client-certificate: pki/client.crt\nclient-key: ./pki/client.key"));
    }

    [Fact]
    public async Task A_bundle_of_authorities_by_data_and_by_file()
    {
        await using var server = await FakeApiServer.StartAsync();
        await using var other = await FakeApiServer.StartAsync();
        var bundle = $"# the old one\n{other.AuthorityPem}\n\n# the new one\n{server.AuthorityPem}\n";
        _files.Write("ca.crt", bundle);

        await ShouldSyncAsync(KubeconfigFile.WriteWith(server, _files.Path, "token: test-token", "certificate-authority: ca.crt"));
        await ShouldSyncAsync(KubeconfigFile.WriteWith(
            server, _files.Path, "token: test-token", $"certificate-authority-data: {ClientCertificate.Base64(bundle)}"));
    }

    [Fact]
    public async Task An_intermediate_authority_is_trusted_as_kubectl_does()
    {
        await using var server = await FakeApiServer.StartAsync(new FakeApiServerOptions { IntermediateAuthority = true });

        await ShouldSyncAsync(KubeconfigFile.Write(server, _files.Path));
    }

    [Fact]
    public async Task A_token_file_goes_before_a_token()
    {
        await using var server = await FakeApiServer.StartAsync();
        _files.Write("token", "test-token\n");

        await ShouldSyncAsync(KubeconfigFile.WriteWith(server, _files.Path, "token: old\ntokenFile: token"));
    }

    [Fact]
    public async Task Username_and_password()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.AcceptTokens($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:pass:word"))}");

        await ShouldSyncAsync(KubeconfigFile.WriteWith(server, _files.Path, "username: admin\npassword: pass:word"));
    }

    [Fact]
    public async Task Whom_to_act_as_stands_in_each_request()
    {
        await using var server = await FakeApiServer.StartAsync();

        await ShouldSyncAsync(KubeconfigFile.WriteWith(server, _files.Path, """
            token: test-token
            as: jane
            as-groups: [readers, writers]
            as-user-extra: {reason: [test]}
            """));

        server.Requests.ShouldAllBe(request => request.Headers["Impersonate-User"] == "jane"
            && request.Headers["Impersonate-Group"].Replace(" ", "") == "readers,writers"
            && request.Headers["Impersonate-Extra-reason"] == "test");
    }

    [Fact]
    public async Task The_certificate_s_name_and_SNI_go_by_tls_server_name()
    {
        await using var server = await FakeApiServer.StartAsync(new FakeApiServerOptions { WrongHostName = true });

        await ShouldSyncAsync(KubeconfigFile.WriteWith(
            server, _files.Path, "token: test-token", KubeconfigFile.Authority(server) + "\ntls-server-name: other.example"));

        server.ServerNames.ShouldAllBe(name => name == "other.example");
    }

    [Fact]
    public async Task Anybody_s_certificate_where_that_is_asked_for()
    {
        await using var server = await FakeApiServer.StartAsync(new FakeApiServerOptions { WrongHostName = true });

        await ShouldSyncAsync(KubeconfigFile.WriteWith(server, _files.Path, "token: test-token", "insecure-skip-tls-verify: true"));
    }

    [Fact]
    public async Task A_path_in_the_server_s_URL()
    {
        await using var server = await FakeApiServer.StartAsync(new FakeApiServerOptions { PathBase = "/k8s/clusters/c1" });

        await ShouldSyncAsync(KubeconfigFile.Write(server, _files.Path));
    }

    [Theory]
    [InlineData(true, "HTTP/1.1")]
    [InlineData(false, "HTTP/2")]
    public async Task A_server_that_speaks_only_one_version_of_HTTP(bool http1Only, string protocol)
    {
        await using var server = await FakeApiServer.StartAsync(new FakeApiServerOptions { Http1Only = http1Only });

        await ShouldSyncAsync(KubeconfigFile.Write(server, _files.Path));

        server.Requests.ShouldAllBe(request => request.Protocol == protocol);
    }

    [Theory]
    [InlineData("http", null)]
    [InlineData("http", "user:p%40ss")]
    [InlineData("https", null)]
    [InlineData("socks5", null)]
    [InlineData("socks5", "user:p%40ss")]
    public async Task A_proxy_URL(string scheme, string? user)
    {
        await using var server = await FakeApiServer.StartAsync();
        await using var proxy = FakeProxy.Start(scheme == "https" ? server : null, user is null ? null : Uri.UnescapeDataString(user));

        await ShouldSyncAsync(KubeconfigFile.WriteWith(
            server, _files.Path, "token: test-token",
            KubeconfigFile.Authority(server) + $"\nproxy-url: {scheme}://{(user is null ? "" : user + "@")}127.0.0.1:{proxy.Port}"));

        proxy.Targets.ShouldNotBeEmpty();
        proxy.Targets.ShouldAllBe(target => target == $"127.0.0.1:{server.Port}");
    }

    private async Task<FakeApiServer> ServerForCertificateAsync()
    {
        var server = await FakeApiServer.StartAsync();
        server.AcceptTokens();
        server.AcceptCertificates(_client);
        return server;
    }

    private async Task ShouldSyncAsync(string kubeconfig)
    {
        await using var run = await SourceRun.StartAsync(kubeconfig, Stop);
        await run.UntilAsync(() => run.Status.Synced || run.Status.Fault is not null);

        run.Status.Fault.ShouldBeNull();
    }
}
