using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Keepalived;
using Kube2Haproxy.Daemons.Processes;
using Kube2Haproxy.Daemons.Quarantine;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.IntegrationTests.Daemons;

public sealed class KeepalivedDaemonTests : IAsyncLifetime
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();
    private readonly KeepalivedOptions _options = new();
    private RealKeepalived? _created;

    private RealKeepalived Keepalived => _created!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RealKeepalived.Missing is not null, RealKeepalived.Missing ?? "");
        _created = await RealKeepalived.CreateAsync(_directory.Path);
        _options.ConfigFile = Keepalived.ConfigFile;
        _options.PidFile = Keepalived.PidFile;
        _options.Binary = Keepalived.BinaryInside;
    }

    [Fact]
    public async Task A_reload_brings_a_new_address_to_the_device()
    {
        await StartAsync("10.96.0.1/32");

        File.WriteAllText(_options.ConfigFile, RealKeepalived.Configuration("10.96.0.1/32", "10.96.0.2/32"));
        (await Daemon().ReloadAsync()).ShouldBeOfType<Verdict.Good>();

        await HasAddressAsync("10.96.0.2/32");
    }

    [Fact]
    public async Task A_file_that_ends_keepalived_is_seen_as_a_failed_reload()
    {
        await StartAsync("10.96.0.1/32");

        File.WriteAllText(
            _options.ConfigFile,
            RealKeepalived.Configuration("10.96.0.1/32").Replace("interface vip0", "interface nosuch0", StringComparison.Ordinal));
        var verdict = await Daemon().ReloadAsync();

        verdict.ShouldBeOfType<Verdict.Failed>(Keepalived.Log).Why.ShouldContain("ended at the reload");
    }

    [Theory]
    [InlineData("300.1.1.1/32")]
    [InlineData("host.example")]
    [InlineData("10.96.0.2/")]
    [InlineData("10.96.0.1")]
    [InlineData("10.96.0.2/32\n10.96.0.3/24 dev vip0")]
    [InlineData("169.254.1.51/16")]
    [InlineData("fd00::1/128\n10.96.0.2/32\nfd00:0::0:1")]
    [InlineData("10.96.0.2/32 dev nosuch0")]
    [InlineData("}\n  nonsense 1\n  virtual_ipaddress_excluded {")]
    public async Task What_keepalived_says_of_a_Services_text_leads_to_that_Service(string text)
    {
        var whole = RealKeepalived.Configuration("10.96.0.1/32", "{}", "10.96.0.3/32").Split("{}");
        var draft = new Draft(
            new KeepalivedConfiguration(
                [new(null, whole[0]), new(new("default", "bad"), text + "\n"), new(new("default", "good"), "10.96.0.4/32\n"), new(null, whole[1])], []),
            LastGood.Unknown);

        var verdict = await new Trial(
            async judged =>
            {
                await File.WriteAllTextAsync(_options.ConfigFile, judged.Text, _stop);
                return await Daemon().ValidateAsync(_options.ConfigFile, _stop);
            },
            TemplateStanding.Taken, new HashSet<NamespacedName>()).RunAsync(draft);

        verdict.ShouldBeOfType<Verdict.Good>();
        draft.Quarantined.Select(one => one.Service.Name).ShouldBe(["bad"]);
    }

    [Fact]
    public async Task Without_a_running_keepalived_the_pid_file_and_the_remedy_are_named()
    {
        (await Daemon().FindAsync(new Evidence([], false, [], default), _stop)).ShouldBe(LiveStep.Lost);
        (await Daemon().ReloadAsync()).ShouldBeOfType<Verdict.NotRunning>()
            .Why.ShouldStartWith($"Keepalived does not run: {_options.PidFile} (Keepalived:PidFile) names no such process.");
    }

    [Fact]
    public async Task A_pid_file_that_names_another_process_is_not_a_running_keepalived()
    {
        File.WriteAllText(_options.PidFile, $"{Environment.ProcessId}\n");

        (await Daemon().ReloadAsync()).ShouldBeOfType<Verdict.NotRunning>();
    }

    [Theory]
    [InlineData("#!/bin/sh\nexit 0\n", null)]
    [InlineData("#!/bin/sh\necho it is broken\nexit 3\n", "(Keepalived:ReloadScript) ended with code 3: it is broken")]
    public async Task The_operators_script_reloads_in_place_of_sighup(string script, string? complaint)
    {
        _options.ReloadScript = _directory.Write("reload", script);
        File.SetUnixFileMode(_options.ReloadScript, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var verdict = await Daemon().ReloadAsync();

        (verdict as Verdict.Failed)?.Why.ShouldEndWith(complaint ?? "");
        (verdict is Verdict.Good).ShouldBe(complaint is null);
    }

    [Fact]
    public async Task Its_own_check_judges_a_candidate()
    {
        File.WriteAllText(_options.ConfigFile, RealKeepalived.Configuration("10.96.0.1/32"));
        (await Daemon().ValidateAsync(_options.ConfigFile, _stop)).ShouldBe(new Verdict.Good());

        File.AppendAllText(_options.ConfigFile, "nonsense here\n");
        (await Daemon().ValidateAsync(_options.ConfigFile, _stop)).ShouldBeOfType<Verdict.Refused>()
            .Complaint.ShouldContain("nonsense");
    }

    /// <summary>Where a later Keepalived does not terminate itself, this is not to be seen.</summary>
    [Fact]
    public async Task A_check_that_terminates_itself_is_told_with_the_remedy()
    {
        File.WriteAllText(_options.ConfigFile, RealKeepalived.Configuration("10.96.0.1/32").Replace(
            "vrrp_instance", "global_defs {\n script_user nobody\n enable_script_security\n}\nvrrp_script a {\n script /usr/bin/true\n}\nvrrp_instance",
            StringComparison.Ordinal));

        var verdict = await Daemon().ValidateAsync(_options.ConfigFile, _stop);

        Assert.SkipWhen(verdict is Verdict.Good, "This Keepalived does not terminate itself.");
        verdict.ShouldBeOfType<Verdict.Failed>().Why.ShouldContain("-t (Keepalived:Binary) has terminated itself, as it does when root runs it");
    }

    /// <summary>Where a later Keepalived refuses it by itself, the check is needed no more.</summary>
    [Theory]
    [InlineData("10.96.0.1/24")]
    [InlineData("10.96.0.2/")]
    [InlineData("169.254.1.51")]
    public async Task What_keepalived_passes_over_is_refused_before_it_is_asked(string address)
    {
        File.WriteAllText(_options.ConfigFile, RealKeepalived.Configuration("10.96.0.1/32", address));

        var keepalived = await new ProcessRunner(TimeProvider.System)
            .RunAsync(_options.Binary, ["-t", "-f", _options.ConfigFile], TimeSpan.FromMinutes(1), _stop);

        keepalived.ShouldBeOfType<ProcessResult.Exited>().Code.ShouldBe(0);
        (await Daemon().ValidateAsync(_options.ConfigFile, _stop)).ShouldBeOfType<Verdict.Refused>().Complaint.ShouldStartWith("(Line 15) ");
    }

    [Fact]
    public async Task What_hides_behind_a_long_comment_is_refused_though_keepalived_would_take_it_as_a_line()
    {
        var comment = "# " + new string('x', 1019);
        var text = RealKeepalived.Configuration("10.96.0.1/32");
        var at = text.IndexOf("interface vip0", StringComparison.Ordinal);
        File.WriteAllText(_options.ConfigFile, text.Insert(at, $"{comment}\n  "));
        (await Daemon().ValidateAsync(_options.ConfigFile, _stop)).ShouldBeOfType<Verdict.Good>();

        File.WriteAllText(_options.ConfigFile, text.Insert(at, $"{comment}priority 7\n  "));
        var keepalived = await new ProcessRunner(TimeProvider.System)
            .RunAsync(_options.Binary, ["-t", "-f", _options.ConfigFile], TimeSpan.FromMinutes(1), _stop);

        keepalived.ShouldBeOfType<ProcessResult.Exited>().Code.ShouldBe(0);
        (await Daemon().ValidateAsync(_options.ConfigFile, _stop)).ShouldBeOfType<Verdict.Refused>()
            .Complaint.ShouldMatch(@"^\(Line \d+\) It has 1033 bytes; Keepalived reads 1023 and takes the rest for another line\.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_created is not null)
            await _created.DisposeAsync();

        _directory.Dispose();
    }

    private KeepalivedDaemon Daemon() => new(Options.Create(_options), new ProcessRunner(TimeProvider.System), new NodeAddresses(), TimeProvider.System);

    private async Task StartAsync(string address)
    {
        File.WriteAllText(_options.ConfigFile, RealKeepalived.Configuration(address));
        await Keepalived.StartAsync();
        await HasAddressAsync(address);
    }

    private Task HasAddressAsync(string address) =>
        Wait.UntilAsync(
            async () => (await Keepalived.AddressesAsync()).Contains($" {address} ", StringComparison.Ordinal),
            $"{address} is on the device", () => Keepalived.Log, _stop);
}
