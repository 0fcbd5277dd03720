using System.Text;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.IntegrationTests.Kubernetes.Access;

/// <summary>No secret stands in a log line of any level, nor in what the source says of itself.</summary>
public sealed class SecretsTests : IAsyncLifetime
{
    private const string Secret = "Hush-7b1e-s3cret";

    // As basic authentication would show it.
    private static readonly string Encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes($"joe:{Secret}"));

    private readonly TestLimit _limit = new();
    private readonly TemporaryDirectory _files = new();
    private FakeApiServer? _server;

    private CancellationToken Stop => _limit.Token;

    private FakeApiServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await FakeApiServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _limit.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData("token: " + Secret)]
    [InlineData("username: joe\npassword: " + Secret)]
    [InlineData("token: '" + Secret + " and more'")]
    [InlineData("client-key-data: " + Secret)]
    [InlineData("client-certificate-data: aGVsbG8=\nclient-key-data: " + Secret)]
    [InlineData("tokenFile: secret-file")]
    [InlineData("client-certificate: secret-file\nclient-key: secret-file")]
    public async Task A_credential_that_is_refused_or_cannot_be_used(string user)
    {
        _files.Write("secret-file", Secret + "\nand a second line");
        Server.AcceptTokens();

        await ShouldFailInSilenceAsync(KubeconfigFile.WriteWith(Server, _files.Path, user));
    }

    [Fact]
    public async Task A_credential_that_is_accepted_and_then_refused()
    {
        Server.AcceptTokens(Secret);
        await using var run = await SourceRun.StartAsync(KubeconfigFile.Write(Server, _files.Path, Secret), Stop);
        await run.SyncedAsync();

        Server.AcceptTokens();
        Server.EndWatches();
        await run.UntilAsync(() => run.Status.Fault is not null);

        ShouldBeSilent(run);
    }

    [Theory]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"token\":\"" + Secret + "\"}}'")]
    [InlineData("echo " + Secret + "; echo it is " + Secret + " >&2; exit 1")]
    [InlineData("echo token=" + Secret + " >&2; exit 1")]
    [InlineData("echo https://joe:" + Secret + "@idp.example refused >&2; exit 1")]
    [InlineData("echo $PASSWORD is wrong >&2; exit 1")]
    public async Task A_plugin_that_says_too_much(string script)
    {
        _files.Write("plugin", script);
        Server.AcceptTokens();

        await ShouldFailInSilenceAsync(KubeconfigFile.WriteWith(Server, _files.Path, $$"""
            exec:
              apiVersion: client.authentication.k8s.io/v1
              command: /bin/sh
              args: [{{_files["plugin"]}}]
              env: [{name: PASSWORD, value: {{Secret}}}]
            """));
    }

    [Theory]
    [InlineData("https://joe:" + Secret + "@127.0.0.1:1", null)]
    [InlineData(null, "http://joe:" + Secret + "@127.0.0.1:1")]
    [InlineData(null, "socks5://joe:" + Secret + "@127.0.0.1:1")]
    [InlineData(null, "joe:" + Secret + "@127.0.0.1:1")]
    public async Task A_password_in_a_url(string? server, string? proxy) => await ShouldFailInSilenceAsync(KubeconfigFile.WriteWith(
        Server, _files.Path, "token: test-token", KubeconfigFile.Authority(Server) + (proxy is null ? "" : $"\nproxy-url: \"{proxy}\""), server));

    [Fact]
    public async Task A_password_in_the_url_of_master()
    {
        await using var run = await SourceRun.StartAsync(KubeconfigFile.Write(Server, _files.Path), Stop, master: $"https://joe:{Secret}@127.0.0.1:1");
        await run.UntilAsync(() => run.Status.Fault is not null);

        ShouldBeSilent(run);
    }

    private async Task ShouldFailInSilenceAsync(string kubeconfig)
    {
        await using var run = await SourceRun.StartAsync(kubeconfig, Stop);
        await run.UntilAsync(() => run.Status.Fault is not null);

        ShouldBeSilent(run);
    }

    private static void ShouldBeSilent(SourceRun run)
    {
        run.Log.ShouldNotBeEmpty();
        run.Log.Append(run.Status.Fault).ShouldAllBe(line => !line!.Contains("Hush", StringComparison.OrdinalIgnoreCase));
        run.Log.ShouldAllBe(line => !line.Contains(Encoded, StringComparison.Ordinal));
    }
}
