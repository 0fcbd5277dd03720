namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>What <c>kube2haproxy failover</c> does to the clients, with the timers of the built-in template.</summary>
[Collection(nameof(Measured))]
public sealed class FailoverTests
{
    private const int Refused = 69;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_addresses_go_to_the_peer_and_back(bool isUnicast)
    {
        await using var pair = await LoadBalancerPair.StartAsync(new() { IsUnicast = isUnicast });
        foreach (var (from, to) in new[] { (pair.Master, pair.Backup), (pair.Backup, pair.Master) })
        {
            var (code, told) = isUnicast ? await RunAsync(from, "failover") : await FailoverAsync(from, to);

            code.ShouldBe(0, told + pair.Told);
            told.ShouldBe($"{PairNetwork.NodeAddress(to.Number)} is MASTER of services now.\n");
            await pair.HasAllAsync(to);
            await to.IsAsync("MASTER");
            await from.IsAsync("BACKUP");
        }

        await AddGapAsync(pair, $"kube2haproxy failover, and back, {(isUnicast ? "unicast" : "multicast")}", TimeSpan.FromSeconds(0.3));
    }

    [Fact]
    public async Task Where_nobody_would_take_over_nothing_moves()
    {
        await using var pair = await LoadBalancerPair.StartAsync(new() { ServerAddress = "0.0.0.0" });

        await IsRefusedAsync(pair.Backup, pair.Master, "this node is not MASTER of services: run it on the node that is.");

        await pair.Backup.KillHaproxyAsync();
        await pair.Backup.IsAsync("FAULT");
        await IsRefusedAsync(pair.Master, pair.Backup, "192.0.2.2 cannot take over. Keepalived is in FAULT (services)");

        pair.Backup.Keepalived.Stop();
        await pair.Backup.IsAsync("UNKNOWN");
        await IsRefusedAsync(pair.Master, pair.Backup, "nobody would take over: no Keepalived runs at 192.0.2.2.");

        await pair.Network.PlugAsync(pair.Backup.Number, isIn: false);
        await IsRefusedAsync(pair.Master, pair.Backup, "nobody would take over: 192.0.2.2 ");

        await AddGapAsync(pair, "kube2haproxy failover: the peer in FAULT, without Keepalived, not there", TimeSpan.Zero);
    }

    [Fact]
    public async Task A_peer_in_FAULT_that_cannot_be_asked_takes_nothing_and_all_comes_back()
    {
        await using var pair = await LoadBalancerPair.StartAsync();
        await pair.Backup.KillHaproxyAsync();
        await pair.Backup.IsAsync("FAULT");

        var (code, told) = await FailoverAsync(pair.Master, pair.Backup);

        code.ShouldBe(Refused);
        told.ShouldBe("kube2haproxy: nobody took over within 350 ms. This node is MASTER of services again.\n");
        await pair.HasAllAsync(pair.Master);
        await AddGapAsync(pair, "kube2haproxy failover, the peer is in FAULT and cannot be asked", TimeSpan.FromSeconds(1.5));
    }

    private static async Task IsRefusedAsync(LoadBalancer from, LoadBalancer to, string why)
    {
        var (code, told) = await FailoverAsync(from, to);
        code.ShouldBe(Refused, told);
        told.ShouldStartWith($"kube2haproxy: {why}");
    }

    private static Task<(int Code, string Told)> FailoverAsync(LoadBalancer from, LoadBalancer to) =>
        RunAsync(from, "failover", "--peer", $"{PairNetwork.NodeAddress(to.Number)}");

    private static async Task<(int Code, string Told)> RunAsync(LoadBalancer node, params string[] arguments)
    {
        var result = await node.RunAsync(arguments);
        return (result.ExitCode, result.StandardOutput + result.StandardError);
    }

    private static async Task AddGapAsync(LoadBalancerPair pair, string what, TimeSpan limit)
    {
        await pair.SteadyAsync();
        PairTable.Add(what, pair.Client.Targets.Max(target => Gaps.Longest(pair.Client.Outcomes, target)), limit);
    }
}
