using System.Diagnostics;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Kubernetes;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.EndToEndTests;

/// <summary>Without root, with just what deploy/README.md lists: writable directories, the group of HAProxy's sockets, CAP_KILL. (It binds no port below 1024.)</summary>
public sealed class UnprivilegedTests : IAsyncLifetime
{
    private const string Nobody = "65534";

    private readonly TemporaryDirectory _directory = new();
    private readonly List<IAsyncDisposable> _running = [];

    public ValueTask InitializeAsync()
    {
        var missing = RealHaproxy.Missing ?? RealKeepalived.Missing;
        Assert.SkipWhen(missing is not null, missing ?? "");
        return default;
    }

    [Theory]
    [InlineData("kill", true)]
    [InlineData("", false)]
    public async Task It_steers_both_daemons_as_another_user_who_has_the_capability(string capability, bool reloads)
    {
        File.WriteAllText(
            RealHaproxy.FileIn(_directory.Path), RealHaproxy.Configuration(_directory.Path, RealHaproxy.FreePort(), "before"));
        var haproxy = await RealHaproxy.StartAsync(_directory.Path, socketOptions: ",mode,660,group,nogroup");
        _running.Add(haproxy);
        var keepalived = await RealKeepalived.CreateAsync(_directory.Path);
        _running.Add(keepalived);
        File.WriteAllText(keepalived.ConfigFile, RealKeepalived.Configuration("10.96.0.9/32"));
        await keepalived.StartAsync();
        var api = await FakeApiServer.StartAsync();
        _running.Add(api);
        api.Apply(Service("web", clusterIPs: ["127.96.9.1"], ports: [ServicePort(RealHaproxy.FreePort(), "http")]));

        await using var daemon = Start(api, keepalived, capability);

        if (reloads)
            await daemon.ReadyAsync();
        else
            await daemon.FaultAsync("This user may not send SIGHUP to Keepalived");

        await Wait.UntilAsync(
            async () => await daemon.MetricAsync("kube2haproxy_reloads_total", "daemon=\"haproxy\"") == 1, "HAProxy is reloaded",
            () => daemon.Log, TestContext.Current.CancellationToken);
        File.ReadAllText(haproxy.ConfigFile).ShouldContain("default_web_http");
        File.ReadAllText(keepalived.ConfigFile).Contains("127.96.9.1/32", StringComparison.Ordinal).ShouldBe(reloads);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in Enumerable.Reverse(_running))
            await running.DisposeAsync();

        _directory.Dispose();
    }

    private RunningDaemon Start(FakeApiServer api, RealKeepalived keepalived, string capability)
    {
        // Only root enters the namespace; what the daemon runs to validate needs no device there.
        File.WriteAllText(_directory["validate"], "#!/bin/sh\nexit 0\n");
        var kubeconfig = KubeconfigFile.Write(api, _directory.Path);
        var binary = _directory["kube2haproxy"];
        File.Copy(PublishedBinary.File, binary);
        using (var own = Process.Start("/bin/sh", ["-c", $"chmod 0755 '{_directory["validate"]}' && chown {Nobody}:{Nobody} '{_directory.Path}' '{kubeconfig}'"]))
            own.WaitForExit();

        var capabilities = capability.Length == 0 ? "-all" : $"-all,+{capability}";
        return RunningDaemon.Start(
            [
                "/usr/bin/setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups", "--inh-caps", capabilities, "--ambient-caps",
                capabilities, "--bounding-set", capabilities, "--no-new-privs", binary,
            ],
            _directory.Path,
            [
                "--kubeconfig", kubeconfig, "--keepalived-config-file", keepalived.ConfigFile, "--device", "vip0",
                "--keepalived-reload-interval", "100ms",
            ],
            ("KUBE2HAPROXY_Keepalived__Enabled", null),
            ("KUBE2HAPROXY_Keepalived__Binary", _directory["validate"]),
            ("KUBE2HAPROXY_Keepalived__PidFile", keepalived.PidFile));
    }
}
