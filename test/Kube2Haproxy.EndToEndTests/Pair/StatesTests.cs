using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>What kube2haproxy says of VRRP, and does by it.</summary>
[Collection(nameof(Measured))]
public sealed class StatesTests
{
    [Fact]
    public async Task The_state_is_right_after_each_event()
    {
        await using var pair = await LoadBalancerPair.StartAsync();
        await AreAsync(pair, "MASTER", "BACKUP");

        // A reload, by a new address.
        pair.Cluster.Add("new", PairNetwork.ServiceAddress4(1000));
        await pair.HasAllAsync(pair.Master);
        await AreAsync(pair, "MASTER", "BACKUP");

        await pair.Master.EndDaemonAsync("KILL");
        pair.Master.StartDaemon();
        await AreAsync(pair, "MASTER", "BACKUP");

        // Its addresses are still there.
        pair.Master.Keepalived.Kill();
        await AreAsync(pair, "UNKNOWN", "MASTER");
        await pair.Master.Keepalived.StartAsync();
        await AreAsync(pair, "BACKUP", "MASTER");

        pair.Backup.Keepalived.Stop();
        await AreAsync(pair, "MASTER", "UNKNOWN");
        await pair.Backup.Keepalived.StartAsync();
        await AreAsync(pair, "MASTER", "BACKUP");

        await pair.Network.PlugAsync(pair.Master.Number, isIn: false);
        await AreAsync(pair, "FAULT", "MASTER");
        (await pair.Master.Daemon.FaultAsync("vrrp: ")).ShouldContain("Keepalived is in FAULT (services)");
        await pair.Network.PlugAsync(pair.Master.Number, isIn: true);
        await AreAsync(pair, "BACKUP", "MASTER");
        (await pair.Master.RunAsync("status")).StandardOutput.ShouldContain("VRRP: services is BACKUP since ");
    }

    [Fact]
    public async Task HAProxy_of_the_BACKUP_is_left_alone_and_has_the_newest_state_at_promotion()
    {
        await using var pair = await LoadBalancerPair.StartAsync(new() { OnlyWhenMaster = true });
        var before = Text(pair.Backup);
        before.ShouldNotContain("default_s0_http");
        Text(pair.Master).ShouldContain("default_s0_http");

        pair.Cluster.Add("new", PairNetwork.ServiceAddress4(1000));
        await Wait.UntilAsync(
            () => Text(pair.Master).Contains("default_new_http", StringComparison.Ordinal), "the MASTER has it", () => pair.Told,
            TestContext.Current.CancellationToken);
        Text(pair.Backup).ShouldBe(before);

        pair.Master.Keepalived.Stop();
        await pair.HasAllAsync(pair.Backup);
        await pair.SteadyAsync();
        Text(pair.Backup).ShouldContain("default_new_http");
        PairTable.Add(
            "Keepalived stopped, Haproxy:OnlyWhenMaster: longest gap",
            pair.Client.Targets.Max(target => Gaps.Longest(pair.Client.Outcomes, target)));
    }

    private static string Text(LoadBalancer node) => File.ReadAllText(node.HaproxyFile);

    private static async Task AreAsync(LoadBalancerPair pair, string first, string second)
    {
        await pair.Master.IsAsync(first);
        await pair.Backup.IsAsync(second);
    }
}
