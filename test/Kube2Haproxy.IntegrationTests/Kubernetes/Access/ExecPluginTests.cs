using System.Text.Json.Nodes;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.IntegrationTests.Kubernetes.Access;

/// <summary>Credential plugins: real programs, over real TLS.</summary>
public sealed class ExecPluginTests : IAsyncLifetime
{
    private readonly TestLimit _limit = new();
    private readonly TemporaryDirectory _files = new();
    private FakeApiServer? _server;

    private CancellationToken Stop => _limit.Token;

    private FakeApiServer Server => _server!;

    /// <summary>One line for each time that the plugin has run.</summary>
    private string[] Runs => File.Exists(_files["runs"]) ? File.ReadAllLines(_files["runs"]) : [];

    public async ValueTask InitializeAsync() => _server = await FakeApiServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _limit.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public async Task Its_token_is_used_and_it_runs_once(string version)
    {
        await using var run = await SourceRun.StartAsync(Kubeconfig(Answer("test-token", version: version), version: version), Stop);

        await run.SyncedAsync();

        Runs.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Its_client_certificate_is_used()
    {
        var client = new ClientCertificate("kube2haproxy");
        Server.AcceptTokens();
        Server.AcceptCertificates(client);
        var status = new JsonObject { ["clientCertificateData"] = client.Pem, ["clientKeyData"] = client.KeyPem };

        await using var run = await SourceRun.StartAsync(Kubeconfig(Answer(status)), Stop);

        await run.SyncedAsync();
    }

    [Fact]
    public async Task It_gets_its_arguments_its_variables_and_the_cluster_where_it_wants_to_know()
    {
        var kubeconfig = Kubeconfig(
            Answer("test-token"), more: "provideClusterInfo: true\n  env: [{name: GIVEN, value: to-the-plugin}]", before: $"""
            echo "$KUBERNETES_EXEC_INFO" > {_files["info"]}
            echo "$GIVEN $1" > {_files["given"]}
            """);
        await using var run = await SourceRun.StartAsync(kubeconfig, Stop);

        await run.SyncedAsync();

        var info = JsonNode.Parse(await File.ReadAllTextAsync(_files["info"], Stop))!;
        ((string?)info["kind"], (string?)info["apiVersion"], (bool?)info["spec"]!["interactive"])
            .ShouldBe(("ExecCredential", "client.authentication.k8s.io/v1", false));
        ((string?)info["spec"]!["cluster"]!["server"]).ShouldBe($"https://127.0.0.1:{Server.Port}/");
        ((string?)info["spec"]!["cluster"]!["certificate-authority-data"]).ShouldNotBeNullOrEmpty();
        (await File.ReadAllTextAsync(_files["given"], Stop)).ShouldBe("to-the-plugin argument\n");
    }

    [Fact]
    public async Task A_credential_without_an_end_is_renewed_once_it_is_refused()
    {
        await using var run = await SourceRun.StartAsync(Kubeconfig(Answer("test-token")), Stop);
        await run.SyncedAsync();
        await Server.WaitForWatchAsync(ApiResource.Services, Stop);

        Print(Answer("second"));
        Server.AcceptTokens("second");
        Server.EndWatches(ApiResource.Services);
        await Server.WaitForRequestAsync(request => request.IsWatch(ApiResource.Services) && IsOf(request, "second"), Stop);

        Runs.Length.ShouldBe(2);
        Server.Requests.Count(request => request.IsWatch(ApiResource.Services) && IsOf(request, "test-token")).ShouldBe(2, "one retry");
        run.Status.Fault.ShouldBeNull();
    }

    [Fact]
    public async Task A_credential_that_ends_is_renewed_before_it_is_refused()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var run = await SourceRun.StartAsync(
            Kubeconfig(Answer("test-token", time.GetUtcNow().AddHours(1))), Stop, time);
        await run.UntilAsync(() => run.Status.Synced, () => time.Advance(TimeSpan.FromMilliseconds(50)));
        Runs.Length.ShouldBe(1);

        Print(Answer("second", time.GetUtcNow().AddHours(3)));
        Server.AcceptTokens("second");
        time.Advance(TimeSpan.FromHours(1));
        await run.UntilAsync(
            () => Server.Requests.Any(request => request.IsWatch(ApiResource.Services) && IsOf(request, "second")),
            () => time.Advance(TimeSpan.FromMilliseconds(200)));

        Runs.Length.ShouldBe(2);
        run.Log.ShouldNotContain(line => line.Contains("credentials"));
    }

    [Fact]
    public async Task One_that_cannot_be_started_is_named_with_its_hint()
    {
        var kubeconfig = KubeconfigFile.WriteWith(Server, _files.Path, """
            exec:
              apiVersion: client.authentication.k8s.io/v1
              command: no-such-plugin
              installHint: "Install it\n  from its home."
            """);
        await using var run = await SourceRun.StartAsync(kubeconfig, Stop);

        await FaultAsync(run,
            "exec of user \"test\": the credential plugin no-such-plugin cannot be started: No such file or directory. Install it, or mend command. "
            + "Its hint: Install it from its home.");
    }

    [Theory]
    [InlineData("echo 'not logged in' >&2; exit 3", "ended with code 3 and said \"not logged in\". Run it by hand")]
    [InlineData("echo hello", "printed something that is no ExecCredential. It must print one, as JSON, and nothing else.")]
    [InlineData("true", "printed something that is no ExecCredential. It must print one, as JSON, and nothing else.")]
    [InlineData("echo '{\"kind\":\"Secret\",\"apiVersion\":\"v1\"}'", "printed \"v1 Secret\"; it must be a client.authentication.k8s.io/v1 ExecCredential")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{}}'",
        "printed an ExecCredential without a token and without a client certificate.")]
    public async Task One_that_fails_is_named_with_what_it_said_and_waited_for(string script, string message)
    {
        var kubeconfig = Kubeconfig(Answer("test-token"), before: script + "\nexit");
        await using var run = await SourceRun.StartAsync(kubeconfig, Stop);

        await FaultAsync(run, $"exec of user \"test\": the credential plugin /bin/sh {message}");

        Kubeconfig(Answer("test-token"));
        await run.SyncedAsync();
    }

    [Fact]
    public async Task One_that_hangs_is_killed_with_its_children_after_a_minute()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var run = await SourceRun.StartAsync(
            Kubeconfig("", before: $"sleep 600 & echo $! > {_files["child"]}\nwait"), Stop, time);
        var child = await ChildAsync(run);

        await run.UntilAsync(() => run.Status.Fault is not null, () => time.Advance(TimeSpan.FromSeconds(10)));

        run.Status.Fault.ShouldNotBeNull().ShouldContain("did not end within 60 s and was killed.");
        await run.UntilAsync(() => !IsAlive(child));
    }

    [Fact]
    public async Task Stopping_waits_for_no_plugin()
    {
        var run = await SourceRun.StartAsync(Kubeconfig("", before: $"sleep 600 & echo $! > {_files["child"]}\nwait"), Stop);
        var child = await ChildAsync(run);

        await run.DisposeAsync();

        await Wait.UntilAsync(() => !IsAlive(child), "the plugin's child is gone", cancellationToken: Stop);
    }

    private async Task<int> ChildAsync(SourceRun run)
    {
        await run.UntilAsync(() => File.Exists(_files["child"]) && File.ReadAllText(_files["child"]).EndsWith('\n'));
        return int.Parse(await File.ReadAllTextAsync(_files["child"], Stop), System.Globalization.CultureInfo.InvariantCulture);
    }

    // One that nobody has waited for is dead all the same.
    private static bool IsAlive(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task FaultAsync(SourceRun run, string message)
    {
        await run.UntilAsync(() => run.Status.Fault is not null);
        run.Status.Fault.ShouldNotBeNull().ShouldStartWith($"The kubeconfig {_files["kubeconfig"]}: {message}");
    }

    private static bool IsOf(ApiRequest request, string token) => request.Headers["Authorization"] == $"Bearer {token}";

    private void Print(string answer) => _files.Write("answer", answer);

    private string Kubeconfig(string answer, string version = "v1", string more = "interactiveMode: Never", string before = "")
    {
        Print(answer);

        // By the shell: a file that was just written may not be executed while another thread starts a process.
        _files.Write("plugin", $"echo run >> {_files["runs"]}\n{before}\ncat {_files["answer"]}\n");
        return KubeconfigFile.WriteWith(Server, _files.Path, $"""
            exec:
              apiVersion: client.authentication.k8s.io/{version}
              command: /bin/sh
              args: [{_files["plugin"]}, argument]
              {more}
            """);
    }

    private static string Answer(string token, DateTimeOffset? end = null, string version = "v1")
    {
        var status = new JsonObject { ["token"] = token };
        if (end is { } at)
            status["expirationTimestamp"] = $"{at:yyyy-MM-ddTHH:mm:ssZ}";

        return Answer(status, version);
    }

    private static string Answer(JsonObject status, string version = "v1") => new JsonObject
    {
        ["kind"] = "ExecCredential",
        ["apiVersion"] = $"client.authentication.k8s.io/{version}",
        ["status"] = status,
    }.ToJsonString();
}
