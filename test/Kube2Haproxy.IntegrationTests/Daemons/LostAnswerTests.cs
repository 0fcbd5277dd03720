using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Processes;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.IntegrationTests.Daemons;

/// <summary>How a reload went is seen also where the master's answer to it does not come.</summary>
public sealed class LostAnswerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly int _port = RealHaproxy.FreePort();
    private readonly HaproxyOptions _options;

    public LostAnswerTests()
    {
        _options = new() { ConfigFile = RealHaproxy.FileIn(_directory.Path), MasterSocket = RealHaproxy.MasterSocketIn(_directory.Path) };
        Write("one");
    }

    [Theory]
    [EachHaproxy("")]
    [EachHaproxy("Succ")]
    [EachHaproxy("Success=")]
    public async Task A_good_reload_is_seen_by_the_processes(HaproxyVersion version, string part)
    {
        await using var haproxy = await RealHaproxy.StartAsync(_directory.Path, version);
        await using var cutting = Cut(part);
        Write("two");

        (await Daemon().ReloadAsync()).ShouldBeOfType<Verdict.Good>(haproxy.Log);

        (await GetAsync()).ShouldBe("two");
        (await haproxy.AskAsync("show proc")).ShouldContain(" 1 [failed: 0]");
    }

    [Theory]
    [EachHaproxy("")]
    [EachHaproxy("Success=")]
    public async Task And_so_is_a_failed_one(HaproxyVersion version, string part)
    {
        await using var haproxy = await RealHaproxy.StartAsync(_directory.Path, version);
        await using var cutting = Cut(part);
        File.AppendAllText(_options.ConfigFile, "nonsense\n");

        var failed = (await Daemon().ReloadAsync()).ShouldBeOfType<Verdict.Failed>(haproxy.Log);

        failed.Why.ShouldStartWith("HAProxy could not load it and serves on with the last one; its own log says why.");
        failed.ShouldSatisfyAllConditions(() => failed.IsOfFile.ShouldBeTrue(), () => failed.HasEnded.ShouldBeFalse());
        (await GetAsync()).ShouldBe("one");
    }

    /// <summary>Then the master ends all of them (exit-on-failure); 3.0 may have answered before that all is well.</summary>
    [Theory, EachHaproxy]
    public async Task A_worker_that_ends_while_it_starts_is_a_failed_reload(HaproxyVersion version)
    {
        await using var haproxy = await RealHaproxy.StartAsync(_directory.Path, version);
        var text = File.ReadAllText(_options.ConfigFile);
        File.WriteAllText(_options.ConfigFile, text.Replace("global\n", "global\n  chroot /nonexistent\n", StringComparison.Ordinal));

        var failed = (await Daemon().ReloadAsync()).ShouldBeOfType<Verdict.Failed>(haproxy.Log);

        failed.Why.ShouldBe("HAProxy's new worker ended while it started, and HAProxy with it; its own log says why.");
        failed.ShouldSatisfyAllConditions(() => failed.IsOfFile.ShouldBeTrue(), () => failed.HasEnded.ShouldBeTrue());
    }

    public void Dispose() => _directory.Dispose();

    private CuttingMaster Cut(string part)
    {
        var cutting = new CuttingMaster(_directory["cutting.sock"], _options.MasterSocket, part.Length);
        _options.MasterSocket = _directory["cutting.sock"];
        return cutting;
    }

    private HaproxyDaemon Daemon() =>
        new(Options.Create(_options), new ProcessRunner(TimeProvider.System), TimeProvider.System, NullLogger<HaproxyDaemon>.Instance);

    private void Write(string body) => File.WriteAllText(_options.ConfigFile, RealHaproxy.Configuration(_directory.Path, _port, body));

    private async Task<string> GetAsync()
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri($"http://127.0.0.1:{_port}/"), TestContext.Current.CancellationToken);
    }
}
