using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>Two load balancers, the network around them, and the cluster that they serve.</summary>
internal sealed class LoadBalancerPair : IAsyncDisposable
{
    /// <summary>Thousands of addresses on a busy machine; what is asserted is asserted by itself.</summary>
    private static readonly TimeSpan SettleLimit = TimeSpan.FromMinutes(1);

    private readonly TemporaryDirectory _directory = new();
    private readonly List<IAsyncDisposable> _made = [];
    private readonly List<LoadBalancer> _nodes = [];
    private PairNetwork? _network;
    private PairOptions _options = new();
    private PairCluster? _cluster;
    private Probe? _client;

    /// <summary>Why the tests that need it cannot run; null where they can.</summary>
    public static string? Missing => RealHaproxy.Missing ?? Haproxy.Missing() ?? RealKeepalived.Missing;

    /// <summary>That of the nodes: another release on request.</summary>
    public static HaproxyVersion Haproxy =>
        Environment.GetEnvironmentVariable("PAIR_HAPROXY") == "3.0" ? HaproxyVersion.V30 : HaproxyVersion.Installed;

    public PairNetwork Network => _network!;

    public PairCluster Cluster => _cluster!;

    /// <summary>Asks the last of the Services that stand from the start, by IPv4 and by IPv6, each 5 ms.</summary>
    public Probe Client => _client!;

    public IReadOnlyList<LoadBalancer> Nodes => _nodes;

    /// <summary>The node that has the addresses from the start; its priority is the higher one.</summary>
    public LoadBalancer Master => _nodes[0];

    /// <summary>The other one.</summary>
    public LoadBalancer Backup => _nodes[1];

    /// <summary>From the start of HAProxy and kube2haproxy on both nodes until Keepalived's files were there.</summary>
    public TimeSpan Prepared { get; private set; }

    /// <summary>From the start of the first Keepalived until its node had all addresses.</summary>
    public TimeSpan Promoted { get; private set; }

    /// <summary>What there is to know when something is not as it should be.</summary>
    public string Told => string.Join('\n', _nodes.Select(static node => node.Told));

    /// <summary>Returns once both are ready, the first one has all addresses, and the client gets its answers.</summary>
    public static async Task<LoadBalancerPair> StartAsync(PairOptions? options = null)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var pair = new LoadBalancerPair();
        try
        {
            await pair.StartWithAsync(options ?? new());
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until this node has exactly the addresses that it should have, and the other one has none.</summary>
    public Task HasAllAsync(LoadBalancer owner)
    {
        var found = "";
        var other = _nodes.Single(node => node != owner);
        return Wait.UntilAsync(
            async () =>
            {
                var (has, hasNot) = (await owner.AddressesAsync(), await other.AddressesAsync());
                found = Difference(has) + $"the other one has {Shown(hasNot)}";
                return hasNot.Count == 0 && has.SetEquals(Wanted());
            },
            $"node {owner.Number} alone has all addresses", () => $"{found}\n{Told}", SettleLimit);
    }

    /// <summary>Waits until each address is on one of the nodes, and some are on each.</summary>
    public Task ShareAllAsync() => Wait.UntilAsync(
        async () =>
        {
            var (first, second) = (await Master.AddressesAsync(), await Backup.AddressesAsync());
            return first.Count > 0 && second.Count > 0 && !first.Overlaps(second) && first.Union(second).ToHashSet().SetEquals(Wanted());
        },
        "both nodes share all addresses", () => Told, SettleLimit);

    /// <summary>Waits until this node has exactly the addresses that it should have, whatever the other one has.</summary>
    public Task TakesAllAsync(LoadBalancer owner) => Wait.UntilAsync(
        async () => (await owner.AddressesAsync()).SetEquals(Wanted()), $"node {owner.Number} has all addresses", () => Told, SettleLimit);

    /// <summary>Waits until the client gets an answer to each request, many times in a row; gives <see cref="Probe.SteadyAsync"/>.</summary>
    public Task<long> SteadyAsync() => Client.SteadyAsync(() => Told);

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        foreach (var made in Enumerable.Reverse(_made))
            await made.DisposeAsync();

        _directory.Dispose();
    }

    private async Task StartWithAsync(PairOptions options)
    {
        _made.Add(_network = await PairNetwork.CreateAsync());
        _options = options;
        if (options.IsRouted)
            await _network.RouteAsync();
        _made.Add(_cluster = await PairCluster.StartAsync(options.Services));
        _made.Add(await StartPodsAsync(_network));
        foreach (var network in _network.Nodes)
        {
            var node = new LoadBalancer(_nodes.Count, network, _cluster.Api, options);
            _nodes.Add(node);
            _made.Add(node);
        }

        var created = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(_nodes.Select(static node => node.PrepareAsync()));
        Prepared = TimeProvider.System.GetElapsedTime(created);

        // One after the other, so that it is known who is MASTER: the second one takes nothing away.
        var started = TimeProvider.System.GetTimestamp();
        await Master.Keepalived.StartAsync();
        await TakesAllAsync(Master);
        Promoted = TimeProvider.System.GetElapsedTime(started);
        await Backup.Keepalived.StartAsync();
        await Wait.UntilAsync(
            async () => (await Task.WhenAll(_nodes.Select(static node => node.Daemon.GetAsync("readyz")))).All(static ready => ready.Status == 200),
            "both nodes are ready", () => Told, SettleLimit);
        await (options.IsActiveActive ? ShareAllAsync() : HasAllAsync(Master));
        var last = options.Services - 1;
        _client = new Probe(
            _network.Client, TimeSpan.FromMilliseconds(5), new(PairNetwork.ServiceAddress4(last), PairCluster.Port),
            new(PairNetwork.ServiceAddress6(last), PairCluster.Port));
        await SteadyAsync();
    }

    /// <summary>Another HAProxy, which answers each request by itself.</summary>
    private async Task<RealHaproxy> StartPodsAsync(PairNetwork network)
    {
        File.WriteAllText(RealHaproxy.FileIn(_directory.Path), $"""
            defaults
              mode http
              timeout connect 1s
              timeout client 5s
              timeout server 5s
            frontend pods
              {string.Join("\n  ", PairNetwork.Pods.Select(static pod => $"bind {new IPEndPoint(pod, PairCluster.PodPort)}"))}
              http-request return status 200 content-type text/plain string pod

            """);
        return await RealHaproxy.StartAsync(_directory.Path, limited: network.Switch.Command);
    }

    private static IPAddress Address(string constant) => IPAddress.Parse(constant.Split('/')[0]);

    private IEnumerable<IPAddress> Wanted() =>
        _cluster!.Addresses.Where(address => !_options.IsRouted || address.AddressFamily == AddressFamily.InterNetworkV6)
            .Append(Address(PairNetwork.ConstantAddress))
            .Concat(_options.IsActiveActive ? [Address(PairNetwork.SecondConstantAddress)] : []);

    private string Difference(IReadOnlySet<IPAddress> has) =>
        $"It lacks {Shown(Wanted().Except(has))}, has {Shown(has.Except(Wanted()))} too many; ";

    private static string Shown(IEnumerable<IPAddress> addresses)
    {
        var all = addresses.ToList();
        return all.Count == 0 ? "none" : string.Join(", ", all.Take(3)) + (all.Count > 3 ? $" and {all.Count - 3} more" : "");
    }
}
