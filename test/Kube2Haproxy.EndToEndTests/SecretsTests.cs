using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.EndToEndTests;

public sealed class SecretsTests
{
    private const string Token = "Hush-7b1e-s3cret";

    [Fact]
    public async Task No_token_stands_in_any_log_line_or_on_any_endpoint_also_where_everything_is_logged()
    {
        using var directory = new TemporaryDirectory();
        await using var api = await FakeApiServer.StartAsync();
        api.AcceptTokens(Token);
        await using var daemon = RunningDaemon.Start(
            directory.Path, ["--kubeconfig", KubeconfigFile.Write(api, directory.Path, Token)],
            ("KUBE2HAPROXY_Logging__LogLevel__Default", "Trace"), ("KUBE2HAPROXY_Logging__LogLevel__Microsoft", "Trace"),
            ("KUBE2HAPROXY_Logging__LogLevel__System.Net.Http", "Trace"), ("KUBE2HAPROXY_Haproxy__ReloadScript", "/bin/true"));
        await api.WaitForWatchAsync(ApiResource.Services, TestContext.Current.CancellationToken);

        api.AcceptTokens();
        api.EndWatches();
        await daemon.FaultAsync("does not accept our credentials");

        foreach (var path in new[] { "healthz", "readyz", "metrics", "status" })
            (await daemon.GetAsync(path)).Body.ShouldNotContain("Hush");
        (await daemon.StopAsync()).ShouldBe(0, daemon.Log);
        daemon.Log.ShouldContain("dbug");
        daemon.Log.ShouldNotContain("Hush");
    }
}
