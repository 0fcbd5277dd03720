using System.Net;
using System.Net.Sockets;
using System.Text;
using Kube2Haproxy.Commands;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.TestSupport;
using Microsoft.Extensions.Configuration;

namespace Kube2Haproxy.IntegrationTests.Commands;

/// <summary>The command against whatever may listen at the daemon's port.</summary>
public sealed class StatusCommandTests : IDisposable
{
    private const string Answer =
        """
        {
          "version": "9", "ready": true, "paused": null, "assignments": { "pending": 0, "fault": null, "faultSince": null },
          "templates": { "fault": null }, "daemons": [], "vrrp": { "state": "UNKNOWN", "since": null, "fault": null, "instances": [] },
          "source": { "synced": true, "fault": null, "faultSince": null, "refused": [] },
          "selection": { "addresses": [], "namespaces": [], "selector": "", "optIn": false },
          "services": [], "ignoredAnnotations": [], "later": 1,
          "skipped": [
            {
              "namespace": "a", "name": "b", "address": null, "port": null, "reason": "Conflict",
              "explanation": "\u001b[2J\u0007\u009b1m\u202e\nbad"
            }
          ]
        }
        """;

    private readonly TestLimit _limit = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _limit.Dispose();

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("::", "::1")]
    [InlineData("::1", "::1")]
    public async Task A_daemon_that_listens_everywhere_is_asked_on_loopback(string setting, string listens)
    {
        Assert.SkipUnless(!listens.Contains(':') || Socket.OSSupportsIPv6, "This machine has no IPv6.");

        (await AskAsync(Http("200 OK", Answer), setting, listens)).ShouldBe(ExitCode.Success, _error.ToString());

        _output.ToString().ShouldStartWith("kube2haproxy 9 is ready.\n");
    }

    [Fact]
    public async Task Nothing_in_the_answer_steers_the_terminal()
    {
        await AskAsync(Http("200 OK", Answer));

        _output.ToString().ShouldContain("""a/b: \u001b[2J\u0007\u009b1m\u202e\u000abad""");
        _output.ToString().ShouldNotContain("\u001b");
        _output.ToString().ShouldNotContain("\u009b");
        _output.ToString().ShouldNotContain("\u202e");
    }

    [Fact]
    public async Task Json_is_the_answer_as_it_is()
    {
        (await AskAsync(Http("200 OK", Answer), json: true)).ShouldBe(ExitCode.Success);

        _output.ToString().ShouldBe(Answer);
    }

    [Theory]
    [InlineData("404 Not Found", "")]
    [InlineData("200 OK", "<html></html>")]
    [InlineData("200 OK", "{}")]
    [InlineData("200 OK", "null")]
    [InlineData("302 Found\r\nLocation: http://127.0.0.1:1/", "")]
    public async Task What_is_no_kube2haproxy_is_told_in_one_line(string status, string body)
    {
        (await AskAsync(Http(status, body))).ShouldBe(ExitCode.Unavailable);

        _error.ToString().ShouldMatch(
            @"^kube2haproxy: what answers at http://127\.0\.0\.1:\d+/status is not kube2haproxy, or of a version other than .*\.\n$");
        _output.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_speaks_no_http_is_told_in_one_line()
    {
        (await AskAsync("SSH-2.0-OpenSSH_9.2\r\n")).ShouldBe(ExitCode.Unavailable);

        _error.ToString().ShouldMatch(@"^kube2haproxy: http://127\.0\.0\.1:\d+/status cannot be reached: [^\n]*\n$");
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")]
    public async Task What_does_not_answer_is_given_up(string beginning)
    {
        (await AskAsync(beginning, wait: TimeSpan.FromMilliseconds(100), stall: true)).ShouldBe(ExitCode.Unavailable);

        _error.ToString().ShouldMatch(@"^kube2haproxy: http://127\.0\.0\.1:\d+/status has not answered within 0\.1 s; [^\n]*\n$");
    }

    /// <summary>Runs the command while something answers with these bytes, and then closes or stays silent.</summary>
    private async Task<int> AskAsync(
        string response, string setting = "127.0.0.1", string listens = "127.0.0.1", bool json = false, TimeSpan? wait = null,
        bool stall = false)
    {
        using var listener = new TcpListener(IPAddress.Parse(listens), 0);
        listener.Start();
        var settings = new Dictionary<string, string?>
        {
            ["Server:Address"] = setting,
            ["Server:Port"] = $"{((IPEndPoint)listener.LocalEndpoint).Port}",
        };
        var asked = StatusCommand.RunAsync(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(),
            (NamespacedName?)null,
            json,
            wait ?? TimeSpan.FromSeconds(30),
            new Surroundings(new Dictionary<string, string>(), [], _output, _error));

        using var client = await listener.AcceptTcpClientAsync(_limit.Token);
        var stream = client.GetStream();
        // The command may give up at any moment where this stalls, also before it has asked.
        if (!stall)
            await stream.ReadExactlyAsync(new byte[16], _limit.Token);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(response), _limit.Token);
        if (!stall)
            client.Client.Shutdown(SocketShutdown.Send);

        return await asked;
    }

    private static string Http(string status, string body) =>
        $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
}
