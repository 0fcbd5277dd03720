using System.Globalization;
using System.Net.Sockets;
using CliWrap;
using CliWrap.Buffered;
using Kube2Haproxy.IntegrationTests.Daemons.Runtime;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.IntegrationTests.Daemons;

/// <summary>deploy/keepalived/check-haproxy, by which Keepalived sees that HAProxy serves.</summary>
public sealed class CheckScriptTests : IDisposable
{
    private static readonly string Script = Path.Combine(Repository.Root, "deploy", "keepalived", "check-haproxy");

    private readonly TemporaryDirectory _directory = new();

    private string Socket => RealHaproxy.StatsSocketIn(_directory.Path);

    [Theory, EachHaproxy]
    public async Task It_succeeds_while_HAProxy_answers(HaproxyVersion version)
    {
        await using (await StartAsync(version))
            (await RunAsync(Script, Socket)).ShouldBe((0, ""));

        (await RunAsync(Script, Socket)).ShouldBe((1, $"nobody answers at {Socket}: Connection refused\n"));
    }

    [Theory, EachHaproxy]
    public async Task Reloads_do_not_make_it_fail(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);
        for (var i = 0; i < 5; i++)
        {
            await haproxy.AskAsync("reload");
            (await RunAsync(Script, Socket)).ShouldBe((0, ""));
        }
    }

    [Fact]
    public async Task A_worker_that_hangs_fails()
    {
        await using var haproxy = await StartAsync(HaproxyVersion.Installed);
        var worker = (await RealHaproxy.AskAsync(Socket, "show info")).Split('\n')
            .Where(static line => line.StartsWith("Pid: ", StringComparison.Ordinal)).Select(static line => int.Parse(line[5..], CultureInfo.InvariantCulture)).Single();
        RuntimeHaproxy.Signal("STOP", worker);
        try
        {
            (await RunAsync(Script, Socket)).ShouldBe((1, $"no answer at {Socket} within 3 s\n"));
        }
        finally
        {
            RuntimeHaproxy.Signal("CONT", worker);
        }
    }

    [Theory]
    [InlineData("Pid: 1\nStopping: 1\n", "HAProxy at {0} is stopping\n")]
    [InlineData("", "no answer at {0}\n")]
    public async Task What_is_no_HAProxy_that_serves_fails(string answer, string told)
    {
        using var listener = Listen(Socket);
        var answering = AnswerAsync(listener, answer);

        (await RunAsync(Script, Socket)).ShouldBe((1, string.Format(CultureInfo.InvariantCulture, told, Socket)));

        listener.Dispose();
        await answering;
    }

    [Fact]
    public async Task Who_may_not_ask_sees_that_somebody_is_there()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can become nobody.");
        string[] asNobody = ["/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "/usr/bin/perl"];
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_101_101);
        var script = _directory["check-haproxy"];
        File.Copy(Script, script);
        await using (await StartAsync(HaproxyVersion.Installed))
            (await RunAsync([.. asNobody, script, Socket])).ShouldBe((0, ""));

        (await RunAsync([.. asNobody, script, Socket])).ShouldBe((1, $"nobody answers at {Socket}: Permission denied\n"));
    }

    [Fact]
    public async Task It_says_how_it_is_used()
    {
        var (code, told) = await RunAsync(Script);

        code.ShouldNotBe(0);
        told.ShouldBe("usage: check-haproxy SOCKET\n");
    }

    public void Dispose() => _directory.Dispose();

    private static Socket Listen(string path)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        return listener;
    }

    private static async Task AnswerAsync(Socket listener, string answer)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptAsync();
                await client.ReceiveAsync(new byte[100]);
                await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task<(int Code, string Told)> RunAsync(params string[] command)
    {
        using var limit = new TestLimit();
        var result = await Cli.Wrap(command[0]).WithArguments(command[1..]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(limit.Token);
        return (result.ExitCode, result.StandardOutput + result.StandardError);
    }

    private Task<RealHaproxy> StartAsync(HaproxyVersion version)
    {
        _directory.Write("haproxy.cfg", RealHaproxy.Configuration(_directory.Path, RealHaproxy.FreePort(), "one"));
        return RealHaproxy.StartAsync(_directory.Path, version);
    }
}
