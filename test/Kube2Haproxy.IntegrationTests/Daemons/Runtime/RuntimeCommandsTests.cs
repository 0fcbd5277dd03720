using Kube2Haproxy.Daemons.Haproxy.Planning;
using Kube2Haproxy.Daemons.Haproxy.Runtime;
using Kube2Haproxy.TestSupport.Daemons;
using static Kube2Haproxy.IntegrationTests.Daemons.Runtime.WantedServers;

namespace Kube2Haproxy.IntegrationTests.Daemons.Runtime;

public sealed class RuntimeCommandsTests
{
    private static readonly BackendServer One = Server("b", "one", 11, 9001);
    private static readonly BackendServer Two = Server("b", "two", 12, 9002);

    [Theory, EachHaproxy]
    public async Task Each_change_is_obeyed_and_seen(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);
        ServerChange[] changes =
        [
            new ServerChange.Add(Server("b", "three", 13, 9003, weight: 0)),
            new ServerChange.Add(Server("b", "four", 14, 9004, maintenance: true)),
            new ServerChange.Add(Server("b", "five", 15, 9005, options: "check inter 1s send-proxy-v2 maxconn 7")),
            new ServerChange.Set(One, One with { Port = 9101, Weight = 256, IsInMaintenance = true }),
            new ServerChange.Remove(Two),
        ];

        var result = await haproxy.ApplyAsync(changes);

        result.ShouldBeOfType<RuntimeResult.Done>();
        (await haproxy.AskAsync("show servers state b")).ShouldContain(" two ");
        (await haproxy.Servers.DeleteIdleAsync(null)).ShouldBeOfType<RuntimeResult.Done>();
        (await haproxy.AskAsync("show servers state b")).ShouldNotContain(" two ");
    }

    [Theory, EachHaproxy]
    public async Task What_is_set_already_is_no_surprise(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);
        await haproxy.AskAsync("set server b/one addr 127.0.0.5 port 9009");
        await haproxy.AskAsync("set server b/two addr 127.0.0.2 port 9002");

        // In turn: nothing, the port, the address.
        (await haproxy.ApplyAsync(new ServerChange.Set(One, Server("b", "one", 11, 9009, "127.0.0.5")), new ServerChange.Set(Two, Server("b", "two", 12, 9102, "127.0.0.2"))))
            .ShouldBeOfType<RuntimeResult.Done>();
        (await haproxy.ApplyAsync(new ServerChange.Set(Server("b", "two", 12, 9102, "127.0.0.2"), Server("b", "two", 12, 9102, "127.0.0.3"))))
            .ShouldBeOfType<RuntimeResult.Done>();
    }

    [Theory, EachHaproxy]
    public async Task A_drain_by_hand_is_seen_and_ended(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);
        await haproxy.AskAsync("set server b/one state drain");

        (await haproxy.ReadAsync()).Single(server => server is { Backend: "b", Name: "one" }).Weight.ShouldBe(0);
        (await haproxy.ApplyAsync(new ServerChange.Set(One with { Weight = 0 }, One))).ShouldBeOfType<RuntimeResult.Done>();
    }

    [Theory, EachHaproxy]
    public async Task Addresses_of_version_6_are_added_set_and_found(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);

        (await haproxy.ApplyAsync(
                new ServerChange.Add(Server("b", "six", 16, 80, "2001:db8:0:0:0:0:0:6")),
                new ServerChange.Add(Server("b", "mapped", 17, 80, "::ffff:192.0.2.1")),
                new ServerChange.Set(One, Server("b", "one", 11, 9001, "fd00::0:1"))))
            .ShouldBeOfType<RuntimeResult.Done>();
    }

    [Theory]
    [EachHaproxy("b", "one", 99, "", "Already exists a server with the same name in backend.")]
    [EachHaproxy("b", "new", 11, "", "'id' : custom id 11 already used at")]
    [EachHaproxy("b", "new", 99, "resolvers dns", "'resolvers' option is not accepted for dynamic server")]
    [EachHaproxy("b", "new", 99, "nonsense", "unknown keyword 'nonsense'.")]
    [EachHaproxy("none", "new", 99, "", "No such backend.")]
    [EachHaproxy("static", "new", 99, "", "Backend must use a dynamic load balancing to support dynamic servers.")]
    public async Task A_refused_addition_is_told_with_its_command(
        HaproxyVersion version, string backend, string name, int id, string options, string answer)
    {
        await using var haproxy = await StartAsync(version);

        var surprise = (await haproxy.ApplyAsync(new ServerChange.Add(Server(backend, name, id, 99, options: options))))
            .ShouldBeOfType<RuntimeResult.Surprise>();

        surprise.Words.ShouldStartWith($"\"add server {backend}/{name} 127.0.0.1:99 id {id} weight 10 ");
        surprise.Words.ShouldContain($"was answered by \"{answer}");
    }

    [Theory, EachHaproxy]
    public async Task Other_refusals_are_told_too(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);
        var gone = Server("b", "gone", 19, 1);

        await SurpriseAsync(new ServerChange.Set(gone, gone with { Port = 2 }), "No such server.");
        await SurpriseAsync(new ServerChange.Set(One, One with { Weight = 257 }), "Absolute weight can only be between 0 and 256 inclusive.");
        await SurpriseAsync(new ServerChange.Remove(gone), "No such server.");
        await SurpriseAsync(
            new ServerChange.Set(Server("static", "s", 1, 1), Server("static", "s", 1, 1, weight: 5)), "Backend is using a static LB algorithm");

        async Task SurpriseAsync(ServerChange change, string answer) =>
            (await haproxy.Servers.ApplyAsync(null, [change], haproxy.Wanted.Touched([change]))).ShouldBeOfType<RuntimeResult.Surprise>().Words.ShouldContain(answer);
    }

    [Theory, EachHaproxy]
    public async Task What_somebody_else_changed_in_a_touched_backend_is_a_surprise(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);
        await haproxy.AskAsync("set server b/two weight 77");

        (await haproxy.ApplyAsync(new ServerChange.Set(One, One with { Weight = 3 }))).ShouldBe(new RuntimeResult.Surprise(
            "All commands were obeyed, but b/two is 127.0.0.1 port 9002 id 12 weight 77 and must be 127.0.0.1 port 9002 id 12 weight 10."));
    }

    [Theory, EachHaproxy]
    public async Task Three_thousand_changes_are_one_pass(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version);
        ServerChange[] changes =
        [
            .. Enumerable.Range(0, 3000).Select(i => new ServerChange.Add(Server("b", $"a-name-of-the-usual-length-{i}", 1000 + i, 80, $"10.0.{i / 250}.{i % 250}"))),
        ];

        (await haproxy.ApplyAsync(changes)).ShouldBeOfType<RuntimeResult.Done>();
        (await haproxy.ApplyAsync([.. changes.Select(add => new ServerChange.Remove(((ServerChange.Add)add).Server))])).ShouldBeOfType<RuntimeResult.Done>();
        (await haproxy.Servers.DeleteIdleAsync(null)).ShouldBeOfType<RuntimeResult.Done>();

        haproxy.Servers.Waiting.ShouldBe(0);
        (await haproxy.ReadAsync()).Count.ShouldBe(3);
    }

    private static Task<RuntimeHaproxy> StartAsync(HaproxyVersion version) => RuntimeHaproxy.StartAsync(
        version, new WantedServers().With(One, Two, Server("static", "s", 1, 1)),
        wanted => wanted.Backend("b") + wanted.Backend("static", "balance static-rr"));
}
