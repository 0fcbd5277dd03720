using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Processes;
using Kube2Haproxy.IntegrationTests.Daemons.Runtime;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.IntegrationTests.Daemons;

public sealed class HaproxyDaemonTests : IDisposable
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();
    private readonly int _port = RealHaproxy.FreePort();
    private readonly HaproxyOptions _options;

    public HaproxyDaemonTests()
    {
        _options = new()
        {
            ConfigFile = RealHaproxy.FileIn(_directory.Path),
            MasterSocket = RealHaproxy.MasterSocketIn(_directory.Path),
            StatsSocket = RealHaproxy.StatsSocketIn(_directory.Path),
        };
    }

    [Theory, EachHaproxy]
    public async Task A_good_file_is_live_when_the_reload_has_returned(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version, "one");
        Write("two");

        (await Daemon().ReloadAsync()).ShouldBeOfType<Verdict.Good>(haproxy.Log);

        (await GetAsync()).ShouldBe("two");
    }

    [Theory, EachHaproxy]
    public async Task Reloads_one_after_the_other_are_each_seen_to_end(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version, "0");
        var daemon = Daemon();
        foreach (var i in Enumerable.Range(1, 5))
        {
            Write($"{i}");

            (await daemon.ReloadAsync()).ShouldBeOfType<Verdict.Good>(haproxy.Log);

            (await GetAsync()).ShouldBe($"{i}");
        }
    }

    [Theory, EachHaproxy]
    public async Task A_reload_has_ended_when_the_new_worker_answers(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version, "one");
        var (isReloading, isAsked, answers) = (false, new TaskCompletionSource(), new TaskCompletionSource());
        await using var relay = new UnixRelay(_directory["relay.sock"], _options.StatsSocket, (_, _) =>
        {
            if (isReloading)
                isAsked.TrySetResult();
            return isReloading ? answers.Task : Task.CompletedTask;
        });
        _options.StatsSocket = _directory["relay.sock"];
        var daemon = Daemon();
        IReadOnlyList<Fragment> file = [new(null, File.ReadAllText(_options.ConfigFile))];
        await daemon.FindAsync(new Evidence(file, false, file, default), _stop);
        Write("two");

        isReloading = true;
        var reload = daemon.ReloadAsync();
        var first = await Task.WhenAny(isAsked.Task, reload);
        answers.SetResult();

        first.ShouldNotBeSameAs(reload);
        (await reload).ShouldBeOfType<Verdict.Good>(haproxy.Log);
    }

    /// <summary>At 5,000 Services, the one of 2.6 takes most new connections for up to a second.</summary>
    [Theory, EachHaproxy]
    public async Task Changes_right_after_a_reload_wait_for_no_connection_that_the_old_worker_may_take(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version, "one");
        var (isReloaded, never) = (false, new TaskCompletionSource());
        await using var relay = new UnixRelay(
            _directory["relay.sock"], _options.StatsSocket, (_, write) => isReloaded && write == 0 ? never.Task : Task.CompletedTask);
        _options.StatsSocket = _directory["relay.sock"];
        var daemon = Daemon();
        Write("two");
        File.AppendAllText(_options.ConfigFile, "backend b\n  server pod 127.0.0.1:9 weight 1\n");
        IReadOnlyList<Fragment> file = [new(null, File.ReadAllText(_options.ConfigFile))];
        IReadOnlyList<Fragment> wanted = [new(null, file[0].Text.Replace("weight 1", "weight 2", StringComparison.Ordinal))];
        (await daemon.ReloadAsync()).ShouldBeOfType<Verdict.Good>(haproxy.Log);

        isReloaded = true;
        var changed = await daemon.ChangeAsync(file, wanted);
        never.SetResult();

        changed.ShouldBe(new LiveStep(wanted, null) { Changed = "servers: 0 added, 1 changed, 0 removed" });
    }

    [Theory, EachHaproxy]
    public async Task A_reload_of_a_file_that_cannot_be_loaded_is_seen_to_fail_and_the_old_worker_serves_on(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version, "one");
        File.AppendAllText(_options.ConfigFile, "nonsense\n");

        var failure = (await Daemon().ReloadAsync()).ShouldBeOfType<Verdict.Failed>(haproxy.Log);

        // 3.0 answers with what it has logged; 2.6 says nothing.
        failure.Why.ShouldContain(version == HaproxyVersion.V30 ? "nonsense" : "its own log says why");
        (await GetAsync()).ShouldBe("one");

        Write("two");
        (await Daemon().ReloadAsync()).ShouldBeOfType<Verdict.Good>(haproxy.Log);
        (await GetAsync()).ShouldBe("two");
    }

    [Theory, EachHaproxy]
    public async Task An_address_that_cannot_be_bound_is_a_failed_reload(HaproxyVersion version)
    {
        await using var haproxy = await StartAsync(version, "one");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        File.WriteAllText(
            _options.ConfigFile, RealHaproxy.Configuration(_directory.Path, ((IPEndPoint)taken.LocalEndpoint).Port, "two"));

        var failure = (await Daemon().ReloadAsync()).ShouldBeOfType<Verdict.Failed>(haproxy.Log);

        var nonlocal = File.ReadAllText("/proc/sys/net/ipv4/ip_nonlocal_bind").Trim();
        failure.Why.Contains("net.ipv4.ip_nonlocal_bind is 0", StringComparison.Ordinal).ShouldBe(nonlocal == "0");
    }

    [Fact]
    public async Task Without_a_running_haproxy_the_socket_and_the_remedy_are_named()
    {
        var verdict = await Daemon().ReloadAsync();

        verdict.ShouldBeOfType<Verdict.NotRunning>().Why.ShouldStartWith($"HAProxy does not answer at {_options.MasterSocket} (Haproxy:MasterSocket): there is no such socket.");
        (await Daemon().FindAsync(new Evidence([], false, [], default), _stop)).ShouldBe(LiveStep.Lost);
    }

    [Theory, EachHaproxy]
    public async Task A_socket_left_behind_by_a_haproxy_that_has_ended_is_not_a_running_one(HaproxyVersion version)
    {
        await (await StartAsync(version, "one")).DisposeAsync();
        File.Exists(_options.MasterSocket).ShouldBeTrue();

        (await Daemon().FindAsync(new Evidence([], false, [], default), _stop)).ShouldBe(LiveStep.Lost);
        (await Daemon().ReloadAsync()).ShouldBeOfType<Verdict.NotRunning>().Why.ShouldContain("nobody listens there");
    }

    [Theory, EachHaproxy]
    public async Task One_that_does_not_listen_where_its_file_says_has_read_another_file(HaproxyVersion version)
    {
        Write("one");
        var text = File.ReadAllText(_options.ConfigFile);
        File.WriteAllText(_options.ConfigFile, text.Replace("admin.sock", "other.sock", StringComparison.Ordinal));
        await using var haproxy = await RealHaproxy.StartAsync(_directory.Path, version);
        File.WriteAllText(_options.ConfigFile, text);
        IReadOnlyList<Fragment> file = [new(null, text)];

        (await Daemon().FindAsync(new Evidence(file, false, file, DateTimeOffset.MaxValue), _stop)).ShouldBe(new LiveStep(null, ReloadNeed.Start));

        (await Daemon().ReloadAsync()).ShouldBeOfType<Verdict.Good>(haproxy.Log);
        (await Daemon().FindAsync(new Evidence(file, false, file, DateTimeOffset.MaxValue), _stop)).ShouldBe(new LiveStep(file, null));
    }

    [Theory, EachHaproxy]
    public async Task Its_own_check_judges_a_candidate(HaproxyVersion version)
    {
        _options.Binary = version.Program();
        Write("one");
        (await Daemon().ValidateAsync(_options.ConfigFile, _stop)).ShouldBeOfType<Verdict.Good>();

        File.AppendAllText(_options.ConfigFile, "nonsense\n");
        (await Daemon().ValidateAsync(_options.ConfigFile, _stop)).ShouldBeOfType<Verdict.Refused>()
            .Complaint.ShouldStartWith($"parsing [{_options.ConfigFile}:");
    }

    [Fact]
    public async Task A_missing_program_is_no_verdict_on_the_candidate()
    {
        _options.Binary = _directory["no-haproxy"];
        Write("one");

        (await Daemon().ValidateAsync(_options.ConfigFile, _stop)).ShouldBeOfType<Verdict.Failed>()
            .Why.ShouldContain("(Haproxy:Binary) cannot be started");
    }

    [Theory]
    [InlineData("#!/bin/sh\nexit 0\n", true)]
    [InlineData("#!/bin/sh\necho it is broken\nexit 3\n", false)]
    public async Task The_operators_script_reloads_in_place_of_the_master_cli(string script, bool good)
    {
        _options.ReloadScript = _directory["reload"];
        File.WriteAllText(_options.ReloadScript, script);
        File.SetUnixFileMode(_options.ReloadScript, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var verdict = await Daemon().ReloadAsync();

        if (good)
            verdict.ShouldBeOfType<Verdict.Good>();
        else
            verdict.ShouldBeOfType<Verdict.Failed>().Why.ShouldEndWith("(Haproxy:ReloadScript) ended with code 3: it is broken");
    }

    public void Dispose() => _directory.Dispose();

    private HaproxyDaemon Daemon() => new(Options.Create(_options), new ProcessRunner(TimeProvider.System), TimeProvider.System, NullLogger<HaproxyDaemon>.Instance);

    private void Write(string body) => File.WriteAllText(_options.ConfigFile, RealHaproxy.Configuration(_directory.Path, _port, body));

    private Task<RealHaproxy> StartAsync(HaproxyVersion version, string body)
    {
        Write(body);
        return RealHaproxy.StartAsync(_directory.Path, version);
    }

    private async Task<string> GetAsync()
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri($"http://127.0.0.1:{_port}/"), _stop);
    }
}
