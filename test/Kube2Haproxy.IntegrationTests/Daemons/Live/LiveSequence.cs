using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.IntegrationTests.Daemons.Live;

/// <summary>A HAProxy, a cluster and kube2haproxy between them, and what happens to all three by chance.</summary>
internal sealed class LiveSequence : IAsyncDisposable
{
    private readonly Random _random;
    private readonly LiveLog<HaproxyDaemon> _log = new();
    private readonly LiveNetwork _network = new();
    private readonly LiveHaproxy _haproxy;
    private readonly LiveCluster _cluster;
    private readonly FakePauseGate _gate = new();
    private readonly List<Rest> _rests = [];
    private LiveProcess? _process;

    /// <summary>What was done to HAProxy was perhaps not seen yet: it may look well, with a file that is older than what it ran.</summary>
    private bool _isTouched;

    private LiveSequence(HaproxyVersion version, int seed)
    {
        _random = new Random(seed);
        _haproxy = LiveHaproxy.Place(_random, version);
        _cluster = new LiveCluster(_random, _network, _haproxy.Options);
    }

    /// <returns>Where it came to rest, for each time.</returns>
    /// <exception cref="InvalidOperationException">The law does not hold; the message has the seed and the whole story.</exception>
    public static async Task<IReadOnlyList<Rest>> RunAsync(HaproxyVersion version, int seed)
    {
        await using var sequence = new LiveSequence(version, seed);
        try
        {
            await sequence.RunAsync();
            return sequence._rests;
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(
                $"HAProxy {version}, seed {seed}: {failure.Message}\n{sequence._log.Story}\nHAProxy:\n{sequence._haproxy.Log}", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        await _haproxy.DisposeAsync();
        _network.Dispose();
    }

    private async Task RunAsync()
    {
        for (var services = _random.Next(1, 8); services > 0; services--)
            _cluster.ChangeServices();
        await _haproxy.StartAsync();
        Start();

        for (var steps = _random.Next(15, 26); steps > 0; steps--)
        {
            _log.Add(await StepAsync());
            _process!.Want(_cluster.Render(_process.Inputs));
            var patience = _random.Next(8);
            if (patience == 0)
                await SettledAsync(isFinal: false);
            else if (patience <= 3)
                await UntilAsync(() => Task.FromResult(_gate.IsPaused || _process.IsRead), "the configuration is taken up");
        }

        _network.Release();
        await QuietAsync();
        await StrikeAsync();
        await AtRestAsync();
    }

    /// <summary>What nothing that comes later makes good by the way.</summary>
    private async Task StrikeAsync()
    {
        if (_random.Next(2) == 0)
        {
            _log.Add(await _haproxy.DamageAsync());
            _log.Add(await _haproxy.DamageAsync());
        }
        else
        {
            await ReloadOtherAsync();
        }

        // What is seen of it may be as it was all the time.
        await LooksAsync();
    }

    private async Task ReloadOtherAsync()
    {
        var before = await _haproxy.ReadAsync();
        _log.Add($"file edited: {_haproxy.Edit(isValid: true)}, and reloaded");
        await _haproxy.ReloadAsync(bySignal: true);
        await UntilAsync(async () => await _haproxy.ReadAsync() is { } now && now.Pid != before?.Pid, "another worker answers");
    }

    private async Task<string> StepAsync()
    {
        var step = _random.Next(34);
        _isTouched |= step is >= 14 and <= 20;
        switch (step)
        {
            case < 8:
                return _cluster.ChangeEndpoints();
            case < 11:
                return _cluster.ChangeServices();
            case < 13:
                return _cluster.ChangeAnnotations();
            case 13:
                return "nothing new";
            case < 17:
                return await _haproxy.DamageAsync();
            case < 19:
                var bySignal = _random.Next(2) == 0;
                await _haproxy.ReloadAsync(bySignal);
                return $"reloaded by {(bySignal ? "signal" : "the master CLI")}";
            case 19:
                // Nobody keeps what cannot be loaded out of the file of one that is not there.
                if (_cluster.HasUnloadable)
                    return "nothing: HAProxy may not start";
                var isKilled = _random.Next(2) == 0;
                _log.Add(isKilled ? "worker killed" : "stopped");
                _gate.IsPaused = false;
                await _haproxy.RestartAsync(isKilled);
                return "restarted";
            case 20:
                var edit = $"file edited: {_haproxy.Edit(isValid: false)}";
                if (_random.Next(2) == 0)
                    return edit;
                await _haproxy.ReloadAsync(bySignal: true);
                return edit + ", and reloaded";
            case 21:
                await AgainAsync(isCrash: false);
                return "kube2haproxy restarted";
            case 22:
                await AgainAsync(isCrash: true);
                return "kube2haproxy crashed";
            case 23:
                _gate.IsPaused = !_gate.IsPaused;
                return _gate.IsPaused ? "paused" : "resumed";
            case 24:
                _network.Release();
                return "sessions ended";
            case < 28:
                return _cluster.ChangeFault();
            case < 32:
                return _cluster.ChangeTemplate();
            case 32:
                return _cluster.ChangeAll();
            default:
                if (_cluster.Any() is not var (address, port))
                    return "nothing: there is no Service";
                return $"session with {address}:{port}: {await _network.HoldAsync(address, port)}";
        }
    }

    private void Start() => _process = new LiveProcess(_haproxy.Options, _gate, _log);

    private async Task AgainAsync(bool isCrash)
    {
        var putBack = _haproxy.RememberFiles();
        var reloads = _process!.Daemon.Reloads;
        await _process.DisposeAsync();

        // What a reload has loaded was durable before.
        if (isCrash && _process.Daemon.Reloads == reloads)
            putBack();
        _cluster.ForgetRendered();
        _cluster.Promise.Restart(_haproxy.LastGoodText);
        Start();
    }

    /// <summary>Waits until what runs is what a HAProxy has that starts on the file, and the file is one that may be.</summary>
    private async Task SettledAsync(bool isFinal)
    {
        _gate.IsPaused = false;
        await ToldAsync();
        if (_isTouched)
            await LooksAsync();
        _isTouched = false;
        var (difference, rest) = ("", (Rest?)null);
        await UntilAsync(
            async () =>
            {
                var text = _haproxy.Text;
                if (_cluster.Promise.Find(text) is not var (rendering, texts))
                {
                    difference = $"The file may not be:\n{text}";
                    return false;
                }

                if (await _haproxy.ReadAsync() is not { } now
                    || (difference = now.Differs(await _haproxy.FreshAsync(text), isFinal) ?? "").Length > 0)
                {
                    return false;
                }

                _cluster.Promise.Settle(texts);
                rest = new(_cluster.IsEmpty, rendering.Refused.Count > 0, rendering.HasUnloadable, _cluster.HasTemplateFault || !ReferenceEquals(rendering, _cluster.Promise.Newest));
                return true;
            },
            "what runs is what a start from the file gives", () => difference);
        _rests.Add(rest!);
        _log.Add($"settled, {rest}");
    }

    private async Task ToldAsync()
    {
        HaproxyConfiguration? wanted = null;
        await UntilAsync(() => Task.FromResult((wanted = _cluster.Render(_process!.Inputs)) is not null), "a template can be rendered");
        _process!.WantToBeTold(wanted!);
        await UntilAsync(
            () =>
            {
                if (_process.Inputs.Count > 0)
                    _process.Want(_cluster.Render(_process.Inputs));
                return Task.FromResult(_process.IsTold);
            },
            "it is said to be live");
    }

    /// <summary>Where nothing else happens, servers need no reload.</summary>
    private async Task QuietAsync()
    {
        _log.Add(_cluster.MendUnloadable());
        await AtRestAsync();
        var reloads = _process!.Daemon.Reloads;
        _log.Add(_cluster.ChangeEndpoints());
        await SettledAsync(isFinal: true);
        _process.Daemon.Reloads.ShouldBe(reloads, "servers alone have changed");
    }

    /// <summary>The file says what runs, and all stays as it is.</summary>
    private async Task AtRestAsync()
    {
        await SettledAsync(isFinal: true);
        var reloads = _process!.Daemon.Reloads;
        await LooksAsync();
        _process.Daemon.Reloads.ShouldBe(reloads, "all was as it must be");
        await SettledAsync(isFinal: true);
    }

    /// <summary>Until what happened before was seen, and more than once.</summary>
    private Task LooksAsync()
    {
        var looks = _process!.Daemon.Looks;
        return UntilAsync(() => Task.FromResult(_process.Daemon.Looks > looks + 1), "what runs is looked at again");
    }

    private Task UntilAsync(Func<Task<bool>> condition, string what, Func<string>? found = null) => Wait.UntilAsync(
        () => _process!.Fault is { } fault ? throw fault : condition(), what, found, TestContext.Current.CancellationToken);

    /// <summary>Where a sequence came to rest.</summary>
    /// <param name="IsEmpty">There was no Service.</param>
    /// <param name="HasRefusedServices">One or more were refused.</param>
    /// <param name="HasUnloadable">One of them was one that cannot be loaded.</param>
    /// <param name="IsTemplateRefused">The last good one was in force.</param>
    internal sealed record Rest(bool IsEmpty, bool HasRefusedServices, bool HasUnloadable, bool IsTemplateRefused);
}
