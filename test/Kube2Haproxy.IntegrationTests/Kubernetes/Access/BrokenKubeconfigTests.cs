using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.IntegrationTests.Kubernetes.Access;

/// <summary>Each fault of a kubeconfig in one sentence, waited for until somebody mends it.</summary>
public sealed class BrokenKubeconfigTests : IAsyncLifetime
{
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
    [InlineData("current-context: test", "current-context: prod", "current-context is \"prod\"; it must be one of its contexts: test.")]
    [InlineData("current-context: test\n", "", "current-context is \"\"; it must be one of its contexts: test.")]
    [InlineData("cluster: test", "cluster: prod", "the cluster of context \"test\" is \"prod\"; it must be one of its clusters: test.")]
    [InlineData("user: test", "user: prod", "the user of context \"test\" is \"prod\"; it must be one of its users: test.")]
    [InlineData("users:\n", "unused:\n", "the user of context \"test\" is \"test\", and it has no users; it must have that one.")]
    [InlineData("https://127", "127", "server of cluster \"test\" is \"127.0.0.1:PORT/\"; it must be a URL such as https://192.0.2.1:6443.")]
    [InlineData("https://127", "https://joe:hush@127", "server of cluster \"test\" is \"https://***@127.0.0.1:PORT/\"; a URL has no user here")]
    [InlineData("certificate-authority-data: ", "proxy-url: joe:hush@proxy:8080\n    certificate-authority-data: ",
        "proxy-url of cluster \"test\" is \"***@proxy:8080\"; it must be a URL that begins with http://, https:// or socks5://.")]
    [InlineData("certificate-authority-data: ", "certificate-authority-data: '*'\n    x: ",
        "certificate-authority-data of cluster \"test\" is not base64; it must be the base64 of a PEM text.")]
    [InlineData("certificate-authority-data: ", "certificate-authority-data: aGVsbG8=\n    x: ",
        "certificate-authority-data of cluster \"test\" is no PEM certificate; it must hold whole blocks of -----BEGIN CERTIFICATE-----.")]
    [InlineData("certificate-authority-data: ", "certificate-authority: ca.crt\n    x: ",
        "certificate-authority of cluster \"test\": DIRECTORY/ca.crt does not exist.")]
    [InlineData("certificate-authority-data: ", "insecure-skip-tls-verify: true\n    certificate-authority-data: ",
        "cluster \"test\" has both insecure-skip-tls-verify and a certificate-authority")]
    [InlineData("token: test-token", "token: 'hush", "line 17, column 12: this is not YAML.")]
    [InlineData("token: test-token", "token: *hush", "this is not YAML.")]
    [InlineData("token: test-token", "token: 12345", "line 17: users[0].user.token is not of the type that it must have; a text that looks like a number stands in quotes.")]
    [InlineData("token: test-token", "token: two words", "token of user \"test\" is no token")]
    [InlineData("token: test-token", "tokenFile: token", "tokenFile of user \"test\": DIRECTORY/token does not exist.")]
    [InlineData("token: test-token", "tokenFile: empty", "tokenFile of user \"test\": DIRECTORY/empty is empty; it must be a token.")]
    [InlineData("token: test-token", "tokenFile: .", "tokenFile of user \"test\": DIRECTORY is a directory; it must be a file.")]
    [InlineData("token: test-token", "token: test-token\n    username: joe", "user \"test\" has both a token and a username; it may have only one of them.")]
    [InlineData("token: test-token", "client-certificate: a.crt\n    client-key: b.key", "client-key of user \"test\": DIRECTORY/b.key does not belong to the client certificate beside it.")]
    [InlineData("token: test-token", "client-certificate: b.key\n    client-key: b.key", "client-certificate of user \"test\": DIRECTORY/b.key is no PEM certificate")]
    [InlineData("token: test-token", "client-certificate: a.crt\n    client-key: a.crt", "client-key of user \"test\": DIRECTORY/a.crt is no PEM key")]
    [InlineData("token: test-token", "client-certificate: a.crt", "user \"test\" has a client-certificate without a client-key; give both or none.")]
    [InlineData("token: test-token", "auth-provider: {name: oidc}", "user \"test\" has an auth-provider, which is not supported here")]
    public async Task A_fault_is_named_with_what_would_be_right(string right, string wrong, string message)
    {
        _files.Write("empty", "\n");
        _files.Write("a.crt", new ClientCertificate("a").Pem);
        _files.Write("b.key", new ClientCertificate("b").KeyPem);
        var kubeconfig = KubeconfigFile.Write(Server, _files.Path);
        var text = await File.ReadAllTextAsync(kubeconfig, Stop);
        text.ShouldContain(right);
        await File.WriteAllTextAsync(kubeconfig, text.Replace(right, wrong, StringComparison.Ordinal), Stop);

        await using var run = await SourceRun.StartAsync(kubeconfig, Stop);
        await run.UntilAsync(() => run.Status.Fault is not null);

        run.Status.Fault.ShouldNotBeNull().ShouldStartWith(
            $"The kubeconfig {kubeconfig}: " + message.Replace("DIRECTORY", _files.Path).Replace("PORT", $"{Server.Port}"), Case.Sensitive);
        run.Log.ShouldNotContain(line => line.Contains("hush") || line.Contains("12345"));
        run.Log.Count(line => line.StartsWith("Error")).ShouldBe(1);

        await File.WriteAllTextAsync(kubeconfig, text, Stop);
        await run.UntilAsync(() => run.Status is { Synced: true, Fault: null });
    }

    [Fact]
    public async Task What_nobody_has_foreseen_is_a_fault_and_no_crash()
    {
        await using var run = await SourceRun.StartAsync(KubeconfigFile.WriteWith(Server, _files.Path, "tokenFile: \"a\\0b\""), Stop);
        await run.UntilAsync(() => run.Status.Fault is not null);

        run.Status.Fault.ShouldNotBeNull().ShouldStartWith("The access to the API server cannot be made (ArgumentException).");

        KubeconfigFile.Write(Server, _files.Path);
        await run.UntilAsync(() => run.Status is { Synced: true, Fault: null });
    }

    [Fact]
    public async Task A_change_that_is_broken_leaves_the_access_in_use()
    {
        var kubeconfig = KubeconfigFile.Write(Server, _files.Path);
        await using var run = await SourceRun.StartAsync(kubeconfig, Stop);
        await run.SyncedAsync();
        await Server.WaitForWatchAsync(ApiResource.Services, Stop);

        await File.WriteAllTextAsync(kubeconfig, "current-context: half", Stop);
        Server.EndWatches();
        await Server.WaitForRequestAsync(request => request.IsWatch(ApiResource.Services), Stop, count: 2);

        run.Status.Fault.ShouldBeNull();
        run.Log.Count(line => line.StartsWith("Warning: The access to the API server shall be renewed and cannot be.")
            && line.Contains("current-context is \"half\"") && line.EndsWith("The one in use goes on.")).ShouldBe(1);
    }
}
