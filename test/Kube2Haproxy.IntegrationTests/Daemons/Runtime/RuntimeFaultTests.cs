using System.Net.Sockets;
using System.Text;
using Kube2Haproxy.Daemons.Haproxy.Planning;
using Kube2Haproxy.Daemons.Haproxy.Runtime;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using static Kube2Haproxy.IntegrationTests.Daemons.Runtime.WantedServers;

namespace Kube2Haproxy.IntegrationTests.Daemons.Runtime;

public sealed class RuntimeFaultTests : IDisposable
{
    private static readonly BackendServer One = Server("b", "one", 11, 9001);
    private static readonly ServerChange Change = new ServerChange.Set(One, One with { Weight = 3 });
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();

    /// <summary>Before what was done is looked up; before it is done, where the old worker obeys, and all is lost.</summary>
    [Theory]
    [EachHaproxy(2, 0)]
    [EachHaproxy(1, 2)]
    public async Task A_reload_in_between_is_seen(HaproxyVersion version, int connection, int write)
    {
        await using var haproxy = await StartAsync(version);
        var reloaded = false;
        await using var relay = new UnixRelay(haproxy.PathOf("relay.sock"), haproxy.SocketPath, async (here, now) =>
        {
            if (!reloaded && (here, now) == (connection, write))
            {
                reloaded = true;
                await haproxy.ReloadAsync();
            }
        });
        var servers = new RuntimeServers(haproxy.PathOf("relay.sock"), TimeSpan.FromSeconds(10), TimeProvider.System);
        // Other commands a leaving worker refuses.
        var change = new ServerChange.Add(Server("b", "new", 12, 9002, maintenance: true));
        haproxy.Wanted.Want(change);

        var replaced = (await servers.ApplyAsync(null, [change], haproxy.Wanted.Touched([change]))).ShouldBeOfType<RuntimeResult.Replaced>();

        replaced.Words.ShouldStartWith("HAProxy was reloaded meanwhile: worker ");
        (await servers.ApplyAsync(null, [change], haproxy.Wanted.Touched([change]))).ShouldBeOfType<RuntimeResult.Done>();
    }

    [Theory, EachHaproxy]
    public async Task What_a_leaving_worker_refuses_is_no_surprise(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);
        await using var relay = new UnixRelay(haproxy.PathOf("relay.sock"), haproxy.SocketPath, async (connection, write) =>
        {
            if ((connection, write) == (1, 2))
                await haproxy.ReloadAsync();
        });
        var servers = new RuntimeServers(haproxy.PathOf("relay.sock"), TimeSpan.FromSeconds(10), TimeProvider.System);

        (await servers.ApplyAsync(null, [Change], haproxy.Wanted.Touched([Change]))).ShouldBeOfType<RuntimeResult.Replaced>();
    }

    [Theory, EachHaproxy]
    public async Task A_worker_that_hangs_is_a_surprise_within_the_limit(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);
        var pid = await haproxy.PidAsync();

        // Short for the one that hangs, and for nobody else: a slow machine is no fault.
        var servers = new RuntimeServers(haproxy.SocketPath, TimeSpan.FromMilliseconds(300), TimeProvider.System);
        RuntimeHaproxy.Signal("STOP", pid);
        try
        {
            (await servers.ApplyAsync(null, [Change], haproxy.Wanted.Touched([Change]))).ShouldBeOfType<RuntimeResult.Surprise>().Words.ShouldEndWith("It did not answer \"prompt\" within 0.3 s.");
        }
        finally
        {
            RuntimeHaproxy.Signal("CONT", pid);
        }
    }

    [Theory, EachHaproxy]
    public async Task As_many_idle_sessions_as_HAProxy_allows_block_no_pass_for_longer(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version, TimeSpan.FromSeconds(2));
        using var idle = await IdleSessions.OpenAsync(haproxy.SocketPath, 10, _stop);

        (await haproxy.ApplyAsync(Change)).ShouldBeOfType<RuntimeResult.Surprise>().Words.ShouldContain("It did not answer \"prompt\" within 2 s.");

        idle.Dispose();
        (await haproxy.ApplyAsync(Change)).ShouldBeOfType<RuntimeResult.Done>();
    }

    [Theory, EachHaproxy]
    public async Task They_block_nothing_where_the_template_allows_more(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version, settings: "global\n  stats maxconn 100\n");
        using var idle = await IdleSessions.OpenAsync(haproxy.SocketPath, 10, _stop);

        (await haproxy.ApplyAsync(Change)).ShouldBeOfType<RuntimeResult.Done>();
    }

    [Fact]
    public async Task Without_a_socket_nothing_is_there()
    {
        var servers = new RuntimeServers(_directory["none"], TimeSpan.FromSeconds(1), TimeProvider.System);

        (await servers.IdentifyAsync()).ShouldBe(new RuntimeResult.NotThere(
            $"HAProxy's stats socket {_directory["none"]} (Haproxy:StatsSocket) cannot be reached: there is no such socket. " +
            $"HAProxy's \"global\" section must have: stats socket {_directory["none"]} mode 660 level admin"));
    }

    [Theory]
    [InlineData("\n> Name: other\n\n> ", "\"show info\" names no Pid and Stopping: \"Name: other\"")]
    [InlineData("\n> Pid: 1\nStopping: 0\n\n> more", "It said more than it was asked: \"more\".")]
    public async Task An_answer_that_does_not_fit_is_a_surprise(string answer, string words)
    {
        using var listener = Listen();
        var pass = Servers().IdentifyAsync();
        await AnswerAsync(listener, answer);

        (await pass).ShouldBe(new RuntimeResult.Surprise($"HAProxy's stats socket {_directory["odd"]} (Haproxy:StatsSocket): {words}"));
    }

    [Fact]
    public async Task A_worker_that_ends_before_it_has_said_who_it_is_leaves_its_place_to_another_one()
    {
        using var listener = Listen();
        var pass = Servers().IdentifyAsync();
        await AnswerAsync(listener, "");

        (await pass).ShouldBeOfType<RuntimeResult.Replaced>().Words.ShouldEndWith("It has closed the connection before it answered \"prompt\".");
    }

    [Theory]
    [InlineData(1, "Surprise")]
    [InlineData(2, "Replaced")]
    public async Task One_that_hangs_up_has_ended_where_it_is_not_there_any_more(int next, string result)
    {
        using var listener = Listen();
        var pass = Servers().CompareAsync(null, new WantedServers().With(One).Touched([Change]));
        await AnswerAsync(listener, "\n> Pid: 1\nStopping: 0\n\n> ");
        await AnswerAsync(listener, $"\n> Pid: {next}\nStopping: 0\n\n> ");

        (await pass).Result.GetType().Name.ShouldBe(result);
    }

    public void Dispose() => _directory.Dispose();

    private Socket Listen()
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_directory["odd"]));
        listener.Listen();
        return listener;
    }

    private RuntimeServers Servers() => new(_directory["odd"], TimeSpan.FromSeconds(10), TimeProvider.System);

    /// <summary>Answers one question, and hangs up.</summary>
    private async Task AnswerAsync(Socket listener, string answer)
    {
        using var client = await listener.AcceptAsync(_stop);
        await client.ReceiveAsync(new byte[100], _stop);
        await client.SendAsync(Encoding.ASCII.GetBytes(answer), _stop);
    }

    private static Task<RuntimeHaproxy> StartAsync(HaproxyVersion version, TimeSpan? limit = null, string settings = "") =>
        RuntimeHaproxy.StartAsync(version, new WantedServers().With(One), wanted => settings + wanted.Backend("b"), limit);
}
