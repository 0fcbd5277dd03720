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
        await using var pair = await LoadBalancerPair.StartAsync(new() { Services = services });
        PairTable.Add($"{2 * services} addresses: kube2haproxy and HAProxy started, until Keepalived's file is there", pair.Prepared);
        PairTable.Add($"{2 * services} addresses: Keepalived started, until all are on its node", pair.Promoted);
        IPEndPoint late = new(PairNetwork.ServiceAddress4(services), PairCluster.Port);

        var started = Time.GetTimestamp();
        pair.Cluster.Add("late", late.Address);
        await pair.HasAllAsync(pair.Master);
        PairTable.Add($"{2 * services} addresses: one more is on the MASTER", Time.GetElapsedTime(started));
        using (var client = new Probe(pair.Network.Client, TimeSpan.FromMilliseconds(20), late))
            await client.SteadyAsync(() => pair.Told);
        PairTable.Add($"{2 * services} addresses: one more, longest gap of another", LongestGap(pair));
        pair.Client.Failures.ShouldBeEmpty(pair.Told);

        started = Time.GetTimestamp();
        pair.Master.Keepalived.Stop();
        await pair.HasAllAsync(pair.Backup);
        PairTable.Add($"{2 * services} addresses: Keepalived stopped, until all are on the other node", Time.GetElapsedTime(started));
        await pair.SteadyAsync();
        PairTable.Add($"{2 * services} addresses: Keepalived stopped, longest gap of one", LongestGap(pair));
    }

    private static TimeSpan LongestGap(LoadBalancerPair pair) => pair.Client.Targets.Max(target => Gaps.Longest(pair.Client.Outcomes, target));
}
