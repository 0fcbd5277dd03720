using CliWrap;
using Kube2Haproxy.Sources.Kubernetes;
using Kube2Haproxy.Sources.Kubernetes.Access;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;
using ApiRequest = Kube2Haproxy.TestSupport.Kubernetes.ApiRequest;
using KubeconfigFile = Kube2Haproxy.TestSupport.Kubernetes.KubeconfigFile;

namespace Kube2Haproxy.IntegrationTests.Kubernetes.Access;

/// <summary>Credentials that are replaced under a running source: no fault, no restart.</summary>
public sealed class RotationTests : IAsyncLifetime
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

    [Fact]
    public async Task A_token_file_that_is_renamed_into_place_is_used_by_the_next_request()
    {
        _files.Write("token", "test-token\n");
        await using var run = await FollowAsync(KubeconfigFile.Write(Server, _files.Path, tokenFile: "token"));

        _files.Write("token.new", "second\n");
        File.Move(_files["token.new"], _files["token"], overwrite: true);

        await ShouldGoOnWithAsync(run, "second");
    }

    [Fact]
    public async Task A_token_in_a_directory_that_a_symbolic_link_swaps_is_used_by_the_next_request()
    {
        // As kubelet writes Secrets and projected tokens.
        _files.Write("..1/token", "test-token");
        _files.Write("..2/token", "second");
        File.CreateSymbolicLink(_files["..data"], "..1");
        File.CreateSymbolicLink(_files["token"], "..data/token");
        await using var run = await FollowAsync(KubeconfigFile.Write(Server, _files.Path, tokenFile: "token"));

        File.CreateSymbolicLink(_files["..data_tmp"], "..2");
        await Cli.Wrap("/bin/mv").WithArguments(["-T", _files["..data_tmp"], _files["..data"]]).ExecuteAsync(Stop);

        await ShouldGoOnWithAsync(run, "second");
    }

    [Fact]
    public async Task A_client_certificate_that_is_replaced_is_used_by_the_next_connection()
    {
        var (first, second) = (new ClientCertificate("first"), new ClientCertificate("second"));
        Server.AcceptTokens();
        Server.AcceptCertificates(first);
        _files.Write("client.crt", first.Pem);
        _files.Write("client.key", first.KeyPem);
        await using var run = await FollowAsync(
            KubeconfigFile.WriteWith(Server, _files.Path, "client-certificate: client.crt\nclient-key: client.key"));

        // One after the other, as programs that renew certificates write them: between the two nothing fits.
        _files.Write("client.key", second.KeyPem);
        _files.Write("client.crt", second.Pem);
        Server.AcceptCertificates(second);
        Server.EndWatches();

        await Server.WaitForRequestAsync(request => request.IsWatch(ApiResource.Services), Stop, count: 2);
        await Server.WaitForWatchAsync(ApiResource.Services, Stop);
        run.Status.Fault.ShouldBeNull();
    }

    [Fact]
    public async Task A_pod_has_its_service_account_and_its_token_is_read_again()
    {
        _files.Write("token", "test-token");
        _files.Write("ca.crt", Server.AuthorityPem);
        var pod = new ServiceAccount(_files.Path, "127.0.0.1", $"{Server.Port}");
        using var sessions = new ApiSessions(
            new AccessReader(new KubernetesOptions(), pod, TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        (await StatusAsync()).ShouldBe(200);

        _files.Write("token", "second");
        Server.AcceptTokens("second");

        (await StatusAsync()).ShouldBe(200);

        async Task<int> StatusAsync()
        {
            using var session = await sessions.EnterAsync(refused: null, Stop);
            session.Origin.ShouldBe("the pod's service account");
            using var request = await session.PrepareAsync(new Sources.Kubernetes.ApiRequest("list", "api/v1/services?limit=1", TimeSpan.FromSeconds(10)), Stop);
            using var response = await session.SendAsync(request, Stop);
            return (int)response.StatusCode;
        }
    }

    private async Task<SourceRun> FollowAsync(string kubeconfig)
    {
        var run = await SourceRun.StartAsync(kubeconfig, Stop);
        await run.SyncedAsync();
        await Server.WaitForWatchAsync(ApiResource.Services, Stop);
        await Server.WaitForWatchAsync(ApiResource.EndpointSlices, Stop);
        return run;
    }

    private async Task ShouldGoOnWithAsync(SourceRun run, string token)
    {
        Server.AcceptTokens(token);
        Server.EndWatches();

        await Server.WaitForRequestAsync(request => request.IsWatch(ApiResource.Services) && IsOf(request, token), Stop);

        Server.Requests.Count(request => request.IsWatch(ApiResource.Services) && !IsOf(request, token)).ShouldBe(1, "the old one's only request");
        run.Status.Fault.ShouldBeNull();
    }

    private static bool IsOf(ApiRequest request, string token) => request.Headers["Authorization"] == $"Bearer {token}";
}
