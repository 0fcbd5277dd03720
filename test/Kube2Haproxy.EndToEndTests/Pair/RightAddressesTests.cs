using System.Net;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>Whatever happens to Services: exactly their addresses are on exactly one node.</summary>
[Collection(nameof(Measured))]
public sealed class RightAddressesTests : IAsyncLifetime
{
    private static readonly IPAddress Address4 = PairNetwork.ServiceAddress4(1000);
    private static readonly IPAddress Address6 = PairNetwork.ServiceAddress6(1000);

    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private LoadBalancerPair? _pair;

    private LoadBalancerPair Pair => _pair!;

    public async ValueTask InitializeAsync() => _pair = await LoadBalancerPair.StartAsync();

    [Fact]
    public async Task A_Service_goes_and_another_one_comes_in_one_pass()
    {
        Pair.Cluster.Remove("s0");
        Pair.Cluster.Add("new", Address4, Address6);

        await Pair.HasAllAsync(Pair.Master);
        await AfterHandOverAsync();
    }

    [Fact]
    public async Task Two_Services_share_an_address()
    {
        Pair.Cluster.AddAt(81, "first", Address4, Address6);
        Pair.Cluster.AddAt(82, "second", Address4, Address6);
        await Pair.HasAllAsync(Pair.Master);
        using var client = new Probe(
            Pair.Network.Client, TimeSpan.FromMilliseconds(5), new IPEndPoint(Address4, 82), new IPEndPoint(Address6, 82));
        await client.SteadyAsync(() => Pair.Told);
        var failures = client.Failures.Count();

        Pair.Cluster.Remove("first");
        Pair.Cluster.Remove("s0");
        await Pair.HasAllAsync(Pair.Master);
        client.Failures.Count().ShouldBe(failures, Pair.Told);

        Pair.Cluster.Remove("second");
        await Pair.HasAllAsync(Pair.Master);
        await AfterHandOverAsync();
    }

    [Fact]
    public async Task An_address_goes_while_the_node_is_BACKUP()
    {
        Pair.Cluster.Remove("s0");
        await Wait.UntilAsync(
            () => !File.ReadAllText(Pair.Backup.Keepalived.ConfigFile).Contains($" {PairNetwork.ServiceAddress4(0)}/", StringComparison.Ordinal),
            "the BACKUP's file is without the address", () => Pair.Told, _stop);

        await AfterHandOverAsync();
    }

    [Fact]
    public async Task Kube2haproxy_is_restarted_on_the_MASTER_while_Services_change()
    {
        await Pair.Master.EndDaemonAsync("TERM");
        Pair.Cluster.Remove("s0");
        Pair.Cluster.Add("new", Address4, Address6);
        Pair.Master.StartDaemon();
        await Pair.Master.Daemon.ReadyAsync();

        await Pair.HasAllAsync(Pair.Master);
        await AfterHandOverAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_pair is not null)
            await _pair.DisposeAsync();
    }

    /// <summary>The other node has them when it must, and the first one none, also when it is back.</summary>
    private async Task AfterHandOverAsync()
    {
        Pair.Master.Keepalived.Stop();
        await Pair.HasAllAsync(Pair.Backup);
        await Pair.Master.Keepalived.StartAsync();
        await Wait.UntilAsync(
            () => Pair.Master.Keepalived.Log.Contains("Entering BACKUP STATE", StringComparison.Ordinal), "it is back", () => Pair.Told,
            _stop);
        await Pair.HasAllAsync(Pair.Backup);
    }
}
