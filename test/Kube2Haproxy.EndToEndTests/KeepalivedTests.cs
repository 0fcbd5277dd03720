using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Kubernetes;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.EndToEndTests;

/// <summary>From an API server to the addresses on the device, by a real Keepalived in a network namespace.</summary>
public sealed class KeepalivedTests : IAsyncLifetime
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();
    private FakeApiServer? _api;
    private RealKeepalived? _keepalived;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RealKeepalived.Missing is not null, RealKeepalived.Missing ?? "");
        _keepalived = await RealKeepalived.CreateAsync(_directory.Path);
        _api = await FakeApiServer.StartAsync();
    }

    [Fact]
    public async Task Service_addresses_come_and_go_on_the_device()
    {
        var (api, keepalived) = (_api!, _keepalived!);
        api.Apply(Service("web", clusterIPs: ["10.96.0.1", "fd00:96::1"]));
        await using var daemon = Start(api, keepalived);

        // Keepalived does not start without a file; kube2haproxy brings it, and waits.
        (await daemon.FaultAsync("keepalived: Keepalived does not run")).ShouldContain("systemctl start keepalived");
        await keepalived.StartAsync();
        await daemon.ReadyAsync();
        await HasAsync("10.96.0.1/32", daemon);
        await HasAsync("fd00:96::1/128", daemon);

        api.Apply(Service("api", clusterIPs: ["10.96.0.2"]));
        await HasAsync("10.96.0.2/32", daemon);

        api.Delete(ApiResource.Services, "default", "web");
        await Wait.UntilAsync(
            async () => !(await keepalived.AddressesAsync()).Contains("10.96.0.1/32", StringComparison.Ordinal), "the address is gone",
            () => daemon.Log, _stop);
    }

    [Fact]
    public async Task One_that_ends_is_told_and_has_the_newest_addresses_when_it_is_back()
    {
        var (api, keepalived) = (_api!, _keepalived!);
        api.Apply(Service("web", clusterIPs: ["10.96.0.1"]));
        await using var daemon = Start(api, keepalived);
        await daemon.FaultAsync("keepalived: Keepalived does not run");
        await keepalived.StartAsync();
        await daemon.ReadyAsync();
        await HasAsync("10.96.0.1/32", daemon);

        keepalived.Stop();
        await daemon.FaultAsync("keepalived: Keepalived does not run");
        api.Apply(Service("api", clusterIPs: ["10.96.0.2"]));
        await Wait.UntilAsync(
            () => File.ReadAllText(keepalived.ConfigFile).Contains("10.96.0.2/32", StringComparison.Ordinal), "the file has the address",
            () => daemon.Log, _stop);
        await keepalived.StartAsync();

        await HasAsync("10.96.0.2/32", daemon);
        await Wait.UntilAsync(
            async () => !(await daemon.GetAsync("healthz")).Body.Contains("keepalived: ", StringComparison.Ordinal), "/healthz says no more of it",
            () => daemon.Log, _stop);
    }

    [Fact]
    public async Task An_address_of_a_routed_network_is_not_Keepaliveds_and_a_missing_route_is_told_beside()
    {
        var (api, keepalived) = (_api!, _keepalived!);
        api.Apply(Service("web", clusterIPs: ["10.96.0.1"]));
        api.Apply(Service("routed", clusterIPs: ["198.51.100.7"]));
        await using var daemon = Start(api, keepalived, ("KUBE2HAPROXY_Keepalived__RoutedNetworks", "198.51.100.0/24"));
        await daemon.FaultAsync("keepalived: Keepalived does not run");
        await keepalived.StartAsync();
        await daemon.ReadyAsync();
        await HasAsync("10.96.0.1/32", daemon);

        await daemon.FaultAsync("keepalived: This node has no local route to 198.51.100.0/24 (Keepalived:RoutedNetworks)");
        File.ReadAllText(keepalived.ConfigFile).ShouldNotContain("198.51.100.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_keepalived is not null)
            await _keepalived.DisposeAsync();

        if (_api is not null)
            await _api.DisposeAsync();

        _directory.Dispose();
    }

    private RunningDaemon Start(FakeApiServer api, RealKeepalived keepalived, params (string Name, string? Value)[] more) => RunningDaemon.Start(
        _directory.Path,
        [
            "--kubeconfig", KubeconfigFile.Write(api, _directory.Path), "--keepalived-config-file", keepalived.ConfigFile,
            "--keepalived-reload-interval", "100ms", "--device", "vip0",
        ],
        [
            ("KUBE2HAPROXY_Haproxy__Enabled", "false"),
            ("KUBE2HAPROXY_Keepalived__Enabled", null),
            ("KUBE2HAPROXY_Keepalived__Binary", keepalived.BinaryInside),
            ("KUBE2HAPROXY_Keepalived__PidFile", keepalived.PidFile),
            .. more,
        ]);

    private Task HasAsync(string address, RunningDaemon daemon) =>
        Wait.UntilAsync(
            async () => (await _keepalived!.AddressesAsync()).Contains($" {address} ", StringComparison.Ordinal), $"{address} is on the device",
            () => $"{daemon.Log}\n{_keepalived!.Log}", _stop);
}
