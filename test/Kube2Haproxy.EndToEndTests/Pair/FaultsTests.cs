using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>What is wrong around a node moves no address.</summary>
[Collection(nameof(Measured))]
public sealed class FaultsTests : IAsyncLifetime
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private LoadBalancerPair? _pair;
    private int[] _transitions = [];

    private LoadBalancerPair Pair => _pair!;

    public async ValueTask InitializeAsync()
    {
        _pair = await LoadBalancerPair.StartAsync(new() { CopiesTemplate = true });
        _transitions = [.. _pair.Nodes.Select(static node => node.Transitions)];
    }

    [Theory]
    [InlineData("{{ nonesuch }}", "templates: ")]
    [InlineData("vrrp_instance other { nonesuch }", "keepalived: ")]
    public async Task A_bad_template_of_Keepalived_is_said_and_moves_nothing(string added, string fault)
    {
        int[] reloads = [.. Pair.Nodes.Select(static node => node.Reloads)];
        var live = File.ReadAllText(Pair.Master.Keepalived.ConfigFile);
        foreach (var node in Pair.Nodes)
        {
            File.WriteAllText(node.TemplateFile, File.ReadAllText(node.TemplateFile) + added + "\n");
            node.Daemon.Signal("HUP");
        }

        foreach (var node in Pair.Nodes)
            await node.Daemon.FaultAsync(fault);

        await UnmovedAsync();
        File.ReadAllText(Pair.Master.Keepalived.ConfigFile).ShouldBe(live);
        Pair.Nodes.Select(static node => node.Reloads).ShouldBe(reloads, Pair.Told);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_cut_off_from_the_API_server_stays_what_it_is_and_catches_up_by_itself(bool isMaster)
    {
        var (cutOff, other) = isMaster ? (Pair.Master, Pair.Backup) : (Pair.Backup, Pair.Master);
        var before = await cutOff.AddressesAsync();
        await cutOff.Api.RefuseAsync();
        await cutOff.Daemon.FaultAsync("source: ");

        Pair.Cluster.Remove("s0");
        Pair.Cluster.Add("new", PairNetwork.ServiceAddress4(1000), PairNetwork.ServiceAddress6(1000));
        await Wait.UntilAsync(
            () => File.ReadAllText(other.Keepalived.ConfigFile).Contains($" {PairNetwork.ServiceAddress4(1000)}/", StringComparison.Ordinal),
            "the other node knows the new Service", () => Pair.Told, _stop);
        if (!isMaster)
            await Pair.HasAllAsync(Pair.Master);
        (await cutOff.AddressesAsync()).SetEquals(before).ShouldBeTrue(Pair.Told);
        cutOff.Api.Accept();

        await UnmovedAsync();
        await Wait.UntilAsync(
            () => File.ReadAllText(cutOff.Keepalived.ConfigFile).Contains($" {PairNetwork.ServiceAddress4(1000)}/", StringComparison.Ordinal),
            "the node has caught up", () => Pair.Told, _stop);
    }

    [Fact]
    public async Task With_both_nodes_cut_off_from_the_API_server_all_stays()
    {
        foreach (var node in Pair.Nodes)
            await node.Api.RefuseAsync();
        foreach (var node in Pair.Nodes)
            await node.Daemon.FaultAsync("source: ");

        await UnmovedAsync();
        foreach (var node in Pair.Nodes)
            (await node.RunAsync("status")).StandardOutput.ShouldContain("source");
    }

    public async ValueTask DisposeAsync()
    {
        if (_pair is not null)
            await _pair.DisposeAsync();
    }

    /// <summary>No request has failed, and no node has become another.</summary>
    private async Task UnmovedAsync()
    {
        await Pair.HasAllAsync(Pair.Master);
        await Pair.SteadyAsync();
        Pair.Client.Failures.ShouldBeEmpty(Pair.Told);
        Pair.Nodes.Select(static node => node.Transitions).ShouldBe(_transitions, Pair.Told);
    }
}
