using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.Daemons.Haproxy.Planning;
using Kube2Haproxy.Daemons.Haproxy.Runtime;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using static Kube2Haproxy.IntegrationTests.Daemons.Runtime.WantedServers;

namespace Kube2Haproxy.IntegrationTests.Daemons.Runtime;

/// <summary>One server that has a session when it is removed.</summary>
public sealed class RuntimeRemovalTests : IDisposable
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly int _port = RealHaproxy.FreePort();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TcpClient _client = new();

    public RuntimeRemovalTests() => _listener.Start();

    private BackendServer Held => Server("b", "held", 11, ((IPEndPoint)_listener.LocalEndpoint).Port, options: "maxconn 100");

    [Theory, EachHaproxy]
    public async Task Its_session_goes_on_and_it_is_deleted_when_that_has_ended(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);
        using var session = await ConnectAsync();

        (await haproxy.ApplyAsync(new ServerChange.Remove(Held))).ShouldBeOfType<RuntimeResult.Done>();
        (await haproxy.Servers.DeleteIdleAsync(null)).ShouldBeOfType<RuntimeResult.Done>();

        haproxy.Servers.Waiting.ShouldBe(1);
        (await haproxy.ReadAsync()).ShouldBeEmpty();
        await _client.Client.SendAsync("still"u8.ToArray(), _stop);
        (await session.ReceiveAsync(new byte[8], _stop)).ShouldBe(5);

        // 3.0 keeps the server's side until the client's has ended too.
        session.Dispose();
        _client.Dispose();
        await DeletedAsync(haproxy);
        (await haproxy.AskAsync("show servers state b")).ShouldNotContain(" held ");
    }

    [Theory, EachHaproxy]
    public async Task It_is_taken_up_again_when_it_comes_back(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);
        using var session = await ConnectAsync();
        await haproxy.ApplyAsync(new ServerChange.Remove(Held));
        var back = Held with { Address = IPAddress.Parse("127.0.0.9"), Weight = 0 };

        (await haproxy.ApplyAsync(new ServerChange.Add(back))).ShouldBeOfType<RuntimeResult.Done>();

        haproxy.Servers.Waiting.ShouldBe(0);
        (await haproxy.ReadAsync()).ShouldBe([RunningServer.Of(back)]);
        (await haproxy.ApplyAsync(new ServerChange.Set(back, Held))).ShouldBeOfType<RuntimeResult.Done>();
    }

    [Theory, EachHaproxy]
    public async Task With_other_options_it_cannot_come_back_while_it_waits(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);
        using var session = await ConnectAsync();
        await haproxy.ApplyAsync(new ServerChange.Remove(Held));

        (await haproxy.ApplyAsync(new ServerChange.Add(Held with { Options = "maxconn 5" }))).ShouldBe(new RuntimeResult.Surprise(
            "b/held still has sessions and comes back with other options: \"id 11 maxconn 100\" was, \"id 11 maxconn 5\" is wanted."));
    }

    [Theory, EachHaproxy]
    public async Task With_other_options_it_comes_back_where_it_is_idle(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);
        await haproxy.ApplyAsync(new ServerChange.Remove(Held));

        (await haproxy.ApplyAsync(new ServerChange.Add(Held with { Options = "maxconn 5" }))).ShouldBeOfType<RuntimeResult.Done>();
    }

    [Theory, EachHaproxy]
    public async Task A_reload_ends_the_waiting(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);
        using var session = await ConnectAsync();
        await haproxy.ApplyAsync(new ServerChange.Remove(Held));
        haproxy.WriteFile();
        await haproxy.ReloadAsync();

        (await haproxy.ApplyAsync(new ServerChange.Add(Held with { Options = "maxconn 5" }))).ShouldBeOfType<RuntimeResult.Done>();

        haproxy.Servers.Waiting.ShouldBe(0);
    }

    [Theory, EachHaproxy]
    public async Task One_that_somebody_else_deletes_waits_no_longer(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);
        await haproxy.ApplyAsync(new ServerChange.Remove(Held));
        await haproxy.AskAsync("del server b/held");

        await DeletedAsync(haproxy);
    }

    public void Dispose()
    {
        _client.Dispose();
        _listener.Dispose();
    }

    private static Task DeletedAsync(RuntimeHaproxy haproxy) => Wait.UntilAsync(
        async () =>
        {
            (await haproxy.Servers.DeleteIdleAsync(null)).ShouldBeOfType<RuntimeResult.Done>();
            return haproxy.Servers.Waiting == 0;
        },
        "nothing waits for its deletion");

    private async Task<Socket> ConnectAsync()
    {
        await _client.ConnectAsync(IPAddress.Loopback, _port, _stop);
        return await _listener.AcceptSocketAsync(_stop);
    }

    private Task<RuntimeHaproxy> StartAsync(HaproxyVersion version) => RuntimeHaproxy.StartAsync(
        version, new WantedServers().With(Held), wanted => $"frontend f\n  bind 127.0.0.1:{_port}\n  default_backend b\n" + wanted.Backend("b"));
}
