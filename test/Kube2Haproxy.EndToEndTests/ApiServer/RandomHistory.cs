using Kube2Haproxy.TestSupport.ApiServer;

namespace Kube2Haproxy.EndToEndTests.ApiServer;

/// <summary>200 operations on a cluster: writes, and what breaks between it and a daemon. The same seed gives the same ones.</summary>
/// <remarks>
/// Each failure doubles the daemon's back-off, and only two good minutes end that: more breaks would make it wait, not work.
/// </remarks>
internal sealed class RandomHistory
{
    private const int Length = 200;

    // What is lost is often written anew soon after, or mended by the list that follows a break: seldom checks would see nothing of it.
    private const int BetweenChecks = 20;

    private readonly RealApiServer _api;
    private readonly FollowedCluster _cluster;
    private readonly Random _random;
    private readonly ClusterWrites _writes;
    private readonly List<string> _journal = [];
    private bool _isAway;

    public RandomHistory(int seed, RealApiServer api, FollowedCluster cluster)
    {
        (_api, _cluster, _random) = (api, cluster, new Random(seed));
        _writes = new ClusterWrites(api, _random);
    }

    /// <summary>What was done so far, in order.</summary>
    public string Journal => string.Join('\n', _journal.Select((said, i) => $"{i + 1,3} {said}"));

    /// <param name="check">Is called from time to time while the daemon can follow, and at the end.</param>
    public async Task RunAsync(Func<Task> check)
    {
        await _writes.ClearAsync();
        foreach (var step in Plan())
        {
            _journal.Add(await step());
            if (!_isAway && _journal.Count % BetweenChecks == 0)
                await check();
        }
    }

    private Func<Task<string>>[] Plan()
    {
        var steps = new Func<Task<string>>[Length];
        Array.Fill(steps, _writes.NextAsync);

        // The watch is cut, and the API server goes down and comes back at once.
        steps[_random.Next(10, 50)] = CutAsync;
        steps[_random.Next(50, 90)] = KillAsync;

        // The daemon is away while objects come and go. What it knew last is forgotten meanwhile, by etcd alone or by the API server too.
        var (leaves, returns) = (_random.Next(110, 140), _random.Next(150, 180));
        steps[leaves] = LeaveAsync;
        steps[_random.Next(leaves + 1, returns)] = CompactAsync;
        if (_random.Next(2) == 0)
            steps[returns - 1] = KillAsync;
        steps[returns] = ReturnAsync;

        // And on an open watch.
        steps[_random.Next(180, Length)] = CompactAsync;
        return steps;
    }

    private Task<string> CutAsync()
    {
        _cluster.Relay.CutAll();
        return Task.FromResult("cut every connection");
    }

    private async Task<string> KillAsync()
    {
        await _api.KillAsync();
        await _api.StartAgainAsync();
        return "kill the API server and start it again";
    }

    private async Task<string> CompactAsync()
    {
        await _api.CompactAsync();
        return "compact etcd";
    }

    private async Task<string> LeaveAsync()
    {
        await _cluster.Relay.RefuseAsync();
        _isAway = true;
        return "refuse every connection";
    }

    private Task<string> ReturnAsync()
    {
        _cluster.Relay.Accept();
        _isAway = false;
        return Task.FromResult("accept connections again");
    }
}
