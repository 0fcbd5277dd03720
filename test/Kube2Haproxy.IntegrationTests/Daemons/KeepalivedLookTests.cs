using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Keepalived;
using Kube2Haproxy.Daemons.Processes;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.IntegrationTests.Daemons;

/// <summary>What is seen of a running Keepalived while nothing is applied.</summary>
public sealed partial class KeepalivedLookTests : IAsyncLifetime, INodeAddresses
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();
    private RealKeepalived? _created;
    private IReadOnlyList<Fragment> _running = [];
    private KeepalivedDaemon? _daemon;
    private NodeAddress[] _here = [];

    private RealKeepalived Keepalived => _created!;

    private KeepalivedDaemon Daemon => _daemon!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RealKeepalived.Missing is not null, RealKeepalived.Missing ?? "");
        _created = await RealKeepalived.CreateAsync(_directory.Path);
        var options = new KeepalivedOptions
        {
            ConfigFile = Keepalived.ConfigFile,
            PidFile = Keepalived.PidFile,
            Binary = Keepalived.BinaryInside,
        };
        _daemon = new(Options.Create(options), new ProcessRunner(TimeProvider.System), this, TimeProvider.System);
    }

    [Fact]
    public async Task One_that_ends_is_lost_and_not_said_to_run()
    {
        await RunAsync("10.96.0.1/32");
        (await FindAsync(isKnown: true)).Running.ShouldBe(_running);
        (await LookAsync()).Running.ShouldBe(_running);

        await StopAsync();

        (await LookAsync()).ShouldBe(LiveStep.Lost);
        (await FindAsync(isKnown: true)).ShouldBe(LiveStep.Lost);
        (await Daemon.ReloadAsync()).ShouldBeOfType<Verdict.NotRunning>();
    }

    [Fact]
    public async Task One_that_is_started_again_is_another_and_has_read_the_file()
    {
        await RunAsync("10.96.0.1/32");
        await FindAsync(isKnown: true);
        await StopAsync();
        var written = TimeProvider.System.GetUtcNow().AddSeconds(-0.2);
        await Keepalived.StartAsync();

        (await LookAsync()).ShouldBe(LiveStep.Lost);
        (await FindAsync(isKnown: false, written)).ShouldBe(new LiveStep(_running, null));
        (await LookAsync()).Running.ShouldBe(_running);
    }

    [Fact]
    public async Task One_that_runs_since_before_the_file_was_written_needs_a_reload()
    {
        await RunAsync("10.96.0.1/32");

        (await FindAsync(isKnown: false, TimeProvider.System.GetUtcNow())).Need.ShouldBe(ReloadNeed.Start);
    }

    [Fact]
    public async Task An_address_that_the_kernel_has_refused_comes_with_a_reload()
    {
        // Below 1280 a device has no IPv6 (RFC 8200 5).
        await Keepalived.IpAsync("link", "set", "vip0", "mtu", "1200");
        await RunAsync("fd00::1/128", "10.96.0.1/32");
        await FindAsync(isKnown: true);
        await Keepalived.IpAsync("link", "set", "vip0", "mtu", "1500");

        (await LookAsync()).Need.ShouldBeNull();
        (await LookAsync()).Need.ShouldNotBeNull().Words.ShouldBe("It is MASTER without 1 of its addresses.");
        (await Daemon.ReloadAsync()).ShouldBeOfType<Verdict.Good>();

        await HasAddressAsync("fd00::1/128");
        (await LookAsync()).Running.ShouldBe(_running);
        Daemon.Fault.ShouldBeNull();
    }

    [Fact]
    public async Task An_address_that_no_reload_brings_back_is_told_with_the_command_that_does()
    {
        await RunAsync("10.96.0.1/32 no_track", "10.96.0.2/32");
        await FindAsync(isKnown: true);
        await Keepalived.IpAsync("addr", "del", "10.96.0.1/32", "dev", "vip0");
        await LookAsync();
        (await LookAsync()).Need.ShouldNotBeNull();
        (await Daemon.ReloadAsync()).ShouldBeOfType<Verdict.Good>();

        await Wait.UntilAsync(
            async () => (await LookAsync()) is { Need: null } && Daemon.Fault is not null, "the address is told to be lacking", () => Keepalived.Log, _stop);
        Daemon.Fault.ShouldBe(
            "This node is MASTER of services without all of its addresses, also after a reload: ip addr add 10.96.0.1/32 dev vip0.");

        await Keepalived.IpAsync("addr", "add", "10.96.0.1/32", "dev", "vip0");
        (await LookAsync()).Need.ShouldBeNull();
        Daemon.Fault.ShouldBeNull();
    }

    [Fact]
    public async Task An_address_on_a_node_that_is_not_MASTER_is_told_with_the_command_that_takes_it_away()
    {
        await RunAsync("10.96.0.1/32");
        await FindAsync(isKnown: true);
        await Keepalived.IpAsync("link", "set", "vip0", "down");
        await Wait.UntilAsync(
            async () => !(await Keepalived.AddressesAsync()).Contains("10.96.0.1/32", StringComparison.Ordinal), "it has given its addresses up",
            () => Keepalived.Log, _stop);
        await Keepalived.IpAsync("addr", "add", "10.96.0.1/32", "dev", "vip0");

        (await LookAsync()).Need.ShouldBeNull();
        (await LookAsync()).Need.ShouldBeNull();
        Daemon.Fault.ShouldBe(
            "This node is not MASTER of services and has addresses of it, beside the node that is: ip addr del 10.96.0.1/32 dev vip0.");

        await Keepalived.IpAsync("addr", "del", "10.96.0.1/32", "dev", "vip0");
        await LookAsync();
        Daemon.Fault.ShouldBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        if (_created is not null)
            await _created.DisposeAsync();

        _directory.Dispose();
    }

    IReadOnlyList<NodeAddress>? INodeAddresses.Read() => _here;

    /// <summary>Until it is MASTER; its first address comes with the others.</summary>
    private async Task RunAsync(params string[] addresses)
    {
        var text = RealKeepalived.Configuration(addresses);
        _running = [new Fragment(null, text)];
        File.WriteAllText(Keepalived.ConfigFile, text);
        await Keepalived.StartAsync();
        await HasAddressAsync(addresses[^1]);
    }

    private async Task StopAsync()
    {
        Keepalived.Stop();
        await Wait.UntilAsync(() => Keepalived.HasExited, "Keepalived has ended", () => Keepalived.Log, _stop);
    }

    private Task HasAddressAsync(string address) =>
        Wait.UntilAsync(
            async () => (await Keepalived.AddressesAsync()).Contains($" {address} ", StringComparison.Ordinal),
            $"{address} is on the device", () => Keepalived.Log, _stop);

    private Task<LiveStep> FindAsync(bool isKnown, DateTimeOffset? written = null) =>
        Daemon.FindAsync(new Evidence(isKnown ? _running : null, !isKnown, _running, written ?? TimeProvider.System.GetUtcNow()), _stop);

    /// <summary>With the addresses that its device has now.</summary>
    private async Task<LiveStep> LookAsync()
    {
        _here =
        [
            .. from Match match in Printed().Matches(await Keepalived.AddressesAsync())
               select new NodeAddress(
                   IPAddress.Parse(match.Groups["address"].Value), int.Parse(match.Groups["length"].Value, CultureInfo.InvariantCulture), "vip0"),
        ];
        return await Daemon.LookAsync(_running, isFileChanged: false);
    }

    [GeneratedRegex(@"inet6? (?<address>[^ /]+)/(?<length>\d+)")]
    private static partial Regex Printed();
}
