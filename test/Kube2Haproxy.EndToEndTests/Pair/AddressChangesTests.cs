using System.Globalization;
using System.Net;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>Service addresses that come and go under traffic: no node loses what it has, and nobody notices but who asks for them.</summary>
[Collection(nameof(Measured))]
public sealed class AddressChangesTests
{
    private const int Standing = 250;

    /// <summary>More than this beyond the pace no address may take. On request: it is the machine's speed as well.</summary>
    private static readonly TimeSpan Reaches = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The pace counts from the end of the last reload, which may just have begun: validation and reload of the standing addresses, on two nodes at once
    /// on one machine.
    /// </summary>
    private static readonly TimeSpan UnderWay = TimeSpan.FromSeconds(0.5);

    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly Dictionary<int, long> _added = [];
    private readonly List<TimeSpan> _reached = [];

    [Fact]
    public Task At_short_reload_intervals_they_come_and_go_without_a_transition_or_a_failed_request() =>
        ComeAndGoAsync("200ms", TimeSpan.FromSeconds(0.2), Number("PAIR_CHANGES", 100), TimeSpan.FromSeconds(0.2));

    [Fact]
    public Task At_the_default_reload_intervals_they_come_and_go_without_a_transition_or_a_failed_request() =>
        ComeAndGoAsync(null, TimeSpan.FromSeconds(5), Number("PAIR_SLOW_CHANGES", 10), TimeSpan.FromSeconds(2));

    [Fact]
    public async Task Where_they_are_routed_Keepalived_is_left_alone()
    {
        await using var pair = await LoadBalancerPair.StartAsync(new() { Services = Standing, IsRouted = true });
        int[] reloads = [.. pair.Nodes.Select(static node => node.Reloads)];

        // Of IPv4 alone.
        await ComeAndGoAsync(pair, "routed", TimeSpan.FromSeconds(0.2), [.. Enumerable.Range(0, Number("PAIR_CHANGES", 100)).Select(static i => Standing + (2 * i))], TimeSpan.FromSeconds(0.1));

        pair.Nodes.Select(static node => node.Reloads).ShouldBe(reloads, pair.Told);

        // Not what a busy machine kept waiting before.
        var steady = await pair.SteadyAsync();
        pair.Master.Keepalived.Stop();
        await pair.HasAllAsync(pair.Backup);
        await pair.SteadyAsync();
        PairTable.Add(
            "Keepalived stopped, routed: gap of IPv4",
            Gaps.Longest(pair.Client.Outcomes.Where(one => one.Started > steady), pair.Client.Targets[0]), TimeSpan.FromSeconds(0.3));
    }

    private static int Number(string variable, int byDefault) =>
        int.Parse(Environment.GetEnvironmentVariable(variable) ?? $"{byDefault}", CultureInfo.InvariantCulture);

    private async Task ComeAndGoAsync(string? reloadInterval, TimeSpan pace, int changes, TimeSpan between)
    {
        await using var pair = await LoadBalancerPair.StartAsync(new() { Services = Standing, ReloadInterval = reloadInterval });
        await ComeAndGoAsync(
            pair, $"reload interval {reloadInterval ?? "as by default"}", pace, [.. Enumerable.Range(Standing, changes)], between);
    }

    private async Task ComeAndGoAsync(LoadBalancerPair pair, string how, TimeSpan pace, IReadOnlyList<int> numbers, TimeSpan between)
    {
        int[] transitions = [.. pair.Nodes.Select(static node => node.Transitions)];
        using var added = new Probe(pair.Network.Client, TimeSpan.FromMilliseconds(20));

        foreach (var number in numbers)
        {
            Add(pair.Cluster, added, number);
            RemoveReached(pair.Cluster, added);
            (await pair.Backup.AddressesAsync()).ShouldBeEmpty(pair.Told);
            await Task.Delay(between, Time, _stop);
        }

        await Wait.UntilAsync(
            () =>
            {
                RemoveReached(pair.Cluster, added);
                return _added.Count == 0;
            },
            "all new addresses are reached", () => pair.Told, _stop);
        await pair.HasAllAsync(pair.Master);
        await pair.SteadyAsync();

        var name = $"{2 * Standing} addresses, {how}";
        PairTable.Add($"{name}: median of {numbers.Count} new ones", _reached.Order().ElementAt(numbers.Count / 2));
        PairTable.Add(
            $"{name}: slowest of {numbers.Count} new ones", _reached.Max(), Number("PAIR_LIMITS", 0) == 0 ? null : pace + UnderWay + Reaches);
        pair.Client.Failures.ShouldBeEmpty(pair.Told);
        pair.Nodes.Select(static node => node.Transitions).ShouldBe(transitions, pair.Told);
    }

    private static IPEndPoint Target(int number) =>
        new(number % 2 == 0 ? PairNetwork.ServiceAddress4(number) : PairNetwork.ServiceAddress6(number), PairCluster.Port);

    private void Add(PairCluster cluster, Probe probe, int number)
    {
        _added[number] = Time.GetTimestamp();
        cluster.Add($"s{number}", Target(number).Address);
        probe.Ask(Target(number));
    }

    private void RemoveReached(PairCluster cluster, Probe probe)
    {
        var answers = probe.Outcomes.Where(static one => one.Failure is null).GroupBy(static one => one.Target)
            .ToDictionary(static one => one.Key, static one => one.Min(static first => first.Started));
        foreach (var (number, at) in _added.ToList())
        {
            if (!answers.TryGetValue(Target(number), out var answered))
                continue;

            _reached.Add(Time.GetElapsedTime(at, answered));
            probe.Leave(Target(number));
            cluster.Remove($"s{number}");
            _added.Remove(number);
        }
    }
}
