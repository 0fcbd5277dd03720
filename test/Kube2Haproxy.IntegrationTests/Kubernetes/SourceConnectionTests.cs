using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>The Kubernetes source when the API server, or the way to it, is not there.</summary>
public sealed class SourceConnectionTests : IDisposable
{
    private readonly TestLimit _limit = new();
    private readonly TemporaryDirectory _files = new();

    private CancellationToken Stop => _limit.Token;

    public void Dispose()
    {
        _limit.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task A_server_that_is_down_at_the_start_is_waited_for()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.Apply(KubernetesObjects.Service("web"));
        await server.StopAsync();
        await using var run = await SourceRun.StartAsync(server, _files.Path, Stop);
        await run.UntilAsync(() => run.Status.Fault is not null);

        run.Status.Synced.ShouldBeFalse();
        run.Status.Fault.ShouldNotBeNull().ShouldContain($"The API server at https://127.0.0.1:{server.Port} cannot be reached: Connection refused");
        run.Status.Fault.ShouldContain("--master");
        run.Messages.ShouldBeEmpty();

        await server.StartAgainAsync();
        await run.UntilAsync(() => run.Status is { Synced: true, Fault: null });
        await run.SyncedAsync();

        run.Services.ShouldBe(["web"]);
        run.Log.Count(line => line.StartsWith("Warning")).ShouldBe(1);
        run.Log.Count(line => line.Contains("followed again")).ShouldBe(1);
    }

    [Fact]
    public async Task An_outage_empties_nothing_and_what_happened_meanwhile_is_seen_after_it()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.Apply(KubernetesObjects.Service("web"));
        await using var run = await SourceRun.StartAsync(server, _files.Path, Stop);
        await run.SyncedAsync();
        await server.WaitForWatchAsync(ApiResource.Services, Stop);

        await server.StopAsync();
        await run.UntilAsync(() => run.Status.Fault is not null);
        run.Status.Synced.ShouldBeTrue();
        run.Status.Fault.ShouldNotBeNull().ShouldContain("The last known state stays in force.");
        run.Services.ShouldBe(["web"]);

        server.Apply(KubernetesObjects.Service("api"));
        await server.StartAgainAsync();
        await run.UntilAsync(() => run.Status.Fault is null && run.Services.SequenceEqual(["api", "web"]));
    }

    [Fact]
    public async Task Reset_connections_are_made_again()
    {
        await using var server = await FakeApiServer.StartAsync();
        await using var run = await SourceRun.StartAsync(server, _files.Path, Stop);
        await server.WaitForWatchAsync(ApiResource.Services, Stop);

        server.CutConnections();
        server.Apply(KubernetesObjects.Service("web"));

        await run.UntilAsync(() => run.Services.SequenceEqual(["web"]));
    }

    [Fact]
    public async Task A_server_that_resets_each_connection_at_once_is_waited_for()
    {
        await using var server = await FakeApiServer.StartAsync();

        // Such as a load balancer without a healthy API server behind it.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var resets = 0;
        var accepting = ResetAllAsync();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using (var run = await SourceRun.StartAsync(
            KubeconfigFile.WriteWith(server, _files.Path, "token: test-token", url: $"https://{listener.LocalEndpoint}"), Stop, time))
        {
            await run.UntilAsync(() => resets > 12, () => time.Advance(TimeSpan.FromSeconds(1)));
            run.Status.Fault.ShouldNotBeNull().ShouldContain("cannot be reached");

            KubeconfigFile.Write(server, _files.Path);
            await run.UntilAsync(() => run.Status.Synced, () => time.Advance(TimeSpan.FromMilliseconds(200)));
        }

        listener.Stop();
        await accepting;

        async Task ResetAllAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptSocketAsync(Stop);
                    client.LingerState = new LingerOption(true, 0);
                    resets++;
                }
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
            }
        }
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_refused()
    {
        await using var server = await FakeApiServer.StartAsync(new FakeApiServerOptions { WrongHostName = true });
        await using var run = await SourceRun.StartAsync(server, _files.Path, Stop);
        await run.UntilAsync(() => run.Status.Fault is not null);

        run.Status.Fault.ShouldNotBeNull().ShouldContain(
            "cannot be trusted. The certificate is for other.example; it must be for 127.0.0.1. "
            + "Use a URL with a name of the certificate, or give one of them as the cluster's tls-server-name.");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused()
    {
        await using var server = await FakeApiServer.StartAsync();
        await using var other = await FakeApiServer.StartAsync();
        var kubeconfig = KubeconfigFile.Write(server.Url, other.AuthorityPem, _files.Path, "test-token");

        await using var run = await SourceRun.StartAsync(kubeconfig, Stop);
        await run.UntilAsync(() => run.Status.Fault is not null);

        run.Status.Fault.ShouldNotBeNull().ShouldContain(
            "cannot be trusted. The certificate is from the authority CN=fake-kubernetes-ca, which is not trusted here.");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_that_is_over_is_refused()
    {
        await using var server = await FakeApiServer.StartAsync(new FakeApiServerOptions { ExpiredCertificate = true });
        await using var run = await SourceRun.StartAsync(server, _files.Path, Stop);
        await run.UntilAsync(() => run.Status.Fault is not null);

        run.Status.Fault.ShouldNotBeNull().ShouldContain("The certificate of CN=fake-kube-apiserver expired at 2");
        run.Status.Fault.ShouldContain("Renew it, or set this machine's clock.");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Master_stands_in_for_the_kubeconfig_s_server()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.Apply(KubernetesObjects.Service("web"));
        var kubeconfig = KubeconfigFile.Write(new Uri("https://127.0.0.1:1"), server.AuthorityPem, _files.Path, "test-token");

        await using var run = await SourceRun.StartAsync(kubeconfig, Stop, master: $"https://localhost:{server.Port}");
        await run.SyncedAsync();

        run.Services.ShouldBe(["web"]);
    }

    [Fact]
    public async Task A_server_that_is_no_API_server_is_said_to_be_none()
    {
        await using var server = await FakeApiServer.StartAsync();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var plain = builder.Build();
        plain.Run(async http =>
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            await http.Response.WriteAsync("<html>Nothing here.</html>", Stop);
        });
        await plain.StartAsync(Stop);

        await using var run = await SourceRun.StartAsync(
            KubeconfigFile.Write(server, _files.Path), Stop, master: plain.Urls.Single());
        await run.UntilAsync(() => run.Status.Fault?.Contains("list endpoints") == true);

        run.Status.Fault.ShouldNotBeNull().ShouldContain("refused to list services (HTTP 404: Not Found)");
        run.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ftp://127.0.0.1:1")]
    [InlineData("127.0.0.1:6443")]
    public async Task A_URL_of_no_web_server_is_a_fault_and_no_crash(string master)
    {
        await using var server = await FakeApiServer.StartAsync();

        await using var run = await SourceRun.StartAsync(KubeconfigFile.Write(server, _files.Path), Stop, master: master);
        await run.UntilAsync(() => run.Status.Fault is not null);

        run.Status.Fault.ShouldNotBeNull().ShouldContain("--master");
    }

    [Fact]
    public async Task A_missing_kubeconfig_is_waited_for()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.Apply(KubernetesObjects.Service("web"));
        var kubeconfig = Path.Combine(_files.Path, "kubeconfig");
        await using var run = await SourceRun.StartAsync(kubeconfig, Stop);
        await run.UntilAsync(() => run.Status.Fault is not null);

        run.Status.Fault.ShouldNotBeNull().ShouldContain($"The kubeconfig {kubeconfig} does not exist. Create it, or name one that does.");
        run.Status.Synced.ShouldBeFalse();

        KubeconfigFile.Write(server, _files.Path);
        await run.UntilAsync(() => run.Status is { Synced: true, Fault: null });
        await run.SyncedAsync();
        run.Services.ShouldBe(["web"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a: [")]
    [InlineData("apiVersion: v1\nkind: Config\n")]
    public async Task A_kubeconfig_that_cannot_be_read_is_a_fault_and_no_crash(string content)
    {
        var kubeconfig = Path.Combine(_files.Path, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, content, Stop);
        await using var run = await SourceRun.StartAsync(kubeconfig, Stop);

        await run.UntilAsync(() => run.Status.Fault is not null);

        run.Status.Fault.ShouldNotBeNull().ShouldContain($"The kubeconfig {kubeconfig}: ");
        run.Log.Count(line => line.StartsWith("Error")).ShouldBe(1);
    }
}
