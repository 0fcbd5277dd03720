namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>Both nodes serve, each its share of the addresses, by the example of that.</summary>
[Collection(nameof(Measured))]
public sealed class ActiveActiveTests
{
    [Fact]
    public async Task Each_node_has_its_share_and_all_while_the_other_one_is_away()
    {
        await using var pair = await LoadBalancerPair.StartAsync(new() { Services = 20, IsActiveActive = true });
        await pair.Master.IsAsync("MASTER", "services_0");
        await pair.Master.IsAsync("BACKUP", "services_1");
        await pair.Backup.IsAsync("BACKUP", "services_0");
        await pair.Backup.IsAsync("MASTER", "services_1");
        var (first, second) = (await pair.Master.AddressesAsync(), await pair.Backup.AddressesAsync());

        pair.Master.Keepalived.Stop();
        await pair.HasAllAsync(pair.Backup);
        await pair.SteadyAsync();
        foreach (var target in pair.Client.Targets)
        {
            var moved = first.Contains(target.Address);
            PairTable.Add(
                $"Both serve, Keepalived stopped on one: gap at its {(moved ? "own" : "peer's")} {target.Address}", Gaps.Longest(pair.Client.Outcomes, target),
                moved ? TimeSpan.FromSeconds(0.3) : TimeSpan.Zero);
        }

        await pair.Master.Keepalived.StartAsync();
        await pair.ShareAllAsync();
        (await pair.Master.AddressesAsync()).SetEquals(first).ShouldBeTrue(pair.Told);
        (await pair.Backup.AddressesAsync()).SetEquals(second).ShouldBeTrue(pair.Told);
    }
}
