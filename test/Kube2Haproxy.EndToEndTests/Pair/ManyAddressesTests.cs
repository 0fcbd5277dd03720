using System.Globalization;
using System.Net;

namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>How long a pair takes with many addresses.</summary>
[Collection(nameof(Measured))]
public sealed class ManyAddressesTests
{
    private static readonly TimeProvider Time = TimeProvider.System;

    [Fact]
    public async Task They_are_there_at_once_and_move_at_once()
    {
        var services = int.Parse(Environment.GetEnvironmentVariable("PAIR_ADDRESSES") ?? "1000", CultureInfo.InvariantCulture) / 2;
        var started = Time.GetTimestamp();
        await using var pair = await LoadBalancerPair.StartAsync(new() { Services = services });
        PairTable.Add($"{2 * services} addresses: from nothing to all on one node", Time.GetElapsedTime(started));
        IPEndPoint standing = new(PairNetwork.ServiceAddress4(services - 1), PairCluster.Port);
        IPEndPoint late = new(PairNetwork.ServiceAddress4(services), PairCluster.Port);
        using var client = new Probe(pair.Network.Client, TimeSpan.FromMilliseconds(5), standing);
        await client.SteadyAsync(() => pair.Told);

        started = Time.GetTimestamp();
        pair.Cluster.Add("late", late.Address);
        await pair.HasAllAsync(pair.Master);
        PairTable.Add($"{2 * services} addresses: one more is on the MASTER", Time.GetElapsedTime(started));
        client.Ask(late);
        await client.SteadyAsync(() => pair.Told);
        PairTable.Add($"{2 * services} addresses: one more, gap of another", Gaps.Longest(client.Outcomes, standing), TimeSpan.Zero);

        started = Time.GetTimestamp();
        pair.Master.Keepalived.Stop();
        await pair.HasAllAsync(pair.Backup);
        PairTable.Add($"{2 * services} addresses: Keepalived stopped, until all are on the other node", Time.GetElapsedTime(started));
        await client.SteadyAsync(() => pair.Told);
        PairTable.Add($"{2 * services} addresses: Keepalived stopped, gap of one", Gaps.Longest(client.Outcomes, standing));
    }
}
