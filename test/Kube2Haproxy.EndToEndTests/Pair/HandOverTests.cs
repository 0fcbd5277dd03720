namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>How long nobody answers when a part of a node goes, with the timers of the built-in template.</summary>
[Collection(nameof(Measured))]
public sealed class HandOverTests : IAsyncLifetime
{
    private LoadBalancerPair? _pair;

    private LoadBalancerPair Pair => _pair!;

    public async ValueTask InitializeAsync() => _pair = await LoadBalancerPair.StartAsync();

    [Fact]
    public async Task Keepalived_is_stopped()
    {
        Pair.Master.Keepalived.Stop();
        await Pair.HasAllAsync(Pair.Backup);

        await MeasuredAsync("Keepalived stopped", TimeSpan.FromSeconds(0.3));
        await Pair.Master.Keepalived.StartAsync();
        await StaysAsync(Pair.Backup);
    }

    [Fact]
    public async Task The_link_goes_down()
    {
        await Pair.Network.PlugAsync(Pair.Master.Number, isIn: false);
        await Pair.TakesAllAsync(Pair.Backup);

        await MeasuredAsync("Link cut, both ends see it", TimeSpan.FromSeconds(1));
        await Pair.Network.PlugAsync(Pair.Master.Number, isIn: true);
        await StaysAsync(Pair.Backup);
    }

    [Fact]
    public async Task The_switch_no_longer_forwards()
    {
        await Pair.Network.ForwardAsync(Pair.Master.Number, forwards: false);
        await Pair.TakesAllAsync(Pair.Backup);

        await MeasuredAsync("Link cut, no end sees it", TimeSpan.FromSeconds(1));

        // Both are MASTER until they hear of each other; the one with the higher priority stays, and tells the clients.
        var steady = await Pair.SteadyAsync();
        await Pair.Network.ForwardAsync(Pair.Master.Number, forwards: true);
        await Pair.HasAllAsync(Pair.Master);
        await Pair.SteadyAsync();
        foreach (var target in Pair.Client.Targets)
        {
            var gap = Gaps.Longest(Pair.Client.Outcomes.Where(one => one.Started > steady), target);
            PairTable.Add($"Link whole again, both were MASTER: gap at {target.Address}", gap, TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Keepalived_is_killed()
    {
        var started = TimeProvider.System.GetTimestamp();
        var crash = Pair.Master.CrashKeepalivedAsync();
        await Pair.TakesAllAsync(Pair.Backup);
        await Pair.HasAllAsync(Pair.Backup);
        PairTable.Add("Keepalived killed: until there is one owner again", TimeProvider.System.GetElapsedTime(started), TimeSpan.FromSeconds(3));
        await crash;

        await MeasuredAsync("Keepalived killed", limit: null);
        await StaysAsync(Pair.Backup);
    }

    [Fact]
    public async Task Kube2haproxy_is_killed_and_comes_back()
    {
        await Pair.Master.EndDaemonAsync("KILL");
        await Pair.SteadyAsync();
        Pair.Master.StartDaemon();
        await Pair.Master.Daemon.ReadyAsync();

        await MeasuredAsync("kube2haproxy killed, and started again", TimeSpan.Zero);
        await StaysAsync(Pair.Master);
    }

    [Fact]
    public async Task Haproxy_is_killed()
    {
        await Pair.Master.KillHaproxyAsync();
        await Pair.HasAllAsync(Pair.Backup);
        await Pair.Master.IsAsync("FAULT");
        await Pair.Backup.IsAsync("MASTER");

        await MeasuredAsync("HAProxy killed", TimeSpan.FromSeconds(1.6));
        await Pair.Master.StartHaproxyAsync();
        await Pair.Master.IsAsync("BACKUP");
        await StaysAsync(Pair.Backup);
    }

    [Fact]
    public async Task Haproxy_is_killed_on_the_node_that_is_BACKUP_and_comes_back()
    {
        await Pair.Backup.KillHaproxyAsync();
        await Pair.SteadyAsync();
        await Pair.Backup.StartHaproxyAsync();
        await StaysAsync(Pair.Master);
        await MeasuredAsync("HAProxy killed on the BACKUP, and started again", TimeSpan.Zero);
    }

    public async ValueTask DisposeAsync()
    {
        if (_pair is not null)
            await _pair.DisposeAsync();
    }

    private async Task MeasuredAsync(string what, TimeSpan? limit)
    {
        await Pair.SteadyAsync();
        foreach (var target in Pair.Client.Targets)
            PairTable.Add($"{what}: gap at {target.Address}", Gaps.Longest(Pair.Client.Outcomes, target), limit);
    }

    /// <summary>No request fails from now on, and this node has all addresses.</summary>
    private async Task StaysAsync(LoadBalancer owner)
    {
        await Pair.HasAllAsync(owner);
        await Pair.SteadyAsync();
        await Pair.HasAllAsync(owner);
    }
}
