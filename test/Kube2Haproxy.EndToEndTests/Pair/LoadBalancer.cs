using System.Net;
using CliWrap.Buffered;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Kubernetes;
using Kube2Haproxy.TestSupport.Network;

namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>One of the two nodes: HAProxy, Keepalived and kube2haproxy in its network namespace.</summary>
internal sealed class LoadBalancer : IAsyncDisposable
{
    /// <summary>As the unit's drop-in for Keepalived says (RestartSec).</summary>
    private static readonly TimeSpan RestartWait = TimeSpan.FromSeconds(1);

    private static readonly string ActiveActive = Path.Combine(Repository.Root, "templates", "examples", "active-active", "keepalived.conf.liquid");

    private readonly TemporaryDirectory _directory = new();
    private readonly NetworkNamespace _network;
    private readonly PairOptions _options;
    private readonly int _priority;
    private readonly string _kubeconfig;
    private RealHaproxy? _haproxy;
    private RunningDaemon? _daemon;

    /// <param name="number">0 or 1; the first has the higher priority.</param>
    /// <param name="network">The node's.</param>
    /// <param name="api">Reached by way of the node's own relay.</param>
    /// <param name="options">The pair's.</param>
    public LoadBalancer(int number, NetworkNamespace network, FakeApiServer api, PairOptions options)
    {
        Number = number;
        _network = network;
        _options = options;
        _priority = number == 0 ? 254 : 250;
        Keepalived = RealKeepalived.In(network, _directory.Path);
        Api = new TcpRelay(new IPEndPoint(IPAddress.Loopback, api.Port), makeSocket: () => network.Socket());
        _kubeconfig = KubeconfigFile.Write(Api.Url, api.AuthorityPem, _directory.Path, "test-token");
        File.Copy(Path.Combine(Repository.Root, "deploy", "keepalived", "check-haproxy"), CheckScript);
        if (options.CopiesTemplate)
            File.Copy(Path.Combine(Repository.Root, "templates", "keepalived.conf.liquid"), TemplateFile);
    }

    public int Number { get; }

    /// <summary>All that this node knows of the API server comes through it.</summary>
    public TcpRelay Api { get; }

    public RealKeepalived Keepalived { get; }

    public RunningDaemon Daemon => _daemon!;

    /// <summary>Path of the node's copy of Keepalived's template, where there is one.</summary>
    public string TemplateFile => _directory["keepalived.conf.liquid"];

    public string HaproxyFile => RealHaproxy.FileIn(_directory.Path);

    /// <summary>Keepalived runs as root only what nobody else can change.</summary>
    private string CheckScript => _directory["check-haproxy"];

    /// <summary>How often its Keepalived has become MASTER, BACKUP or FAULT since it was started.</summary>
    public int Transitions => Keepalived.Log.Split("Entering ").Length - 1;

    /// <summary>How often its Keepalived has read its file again since it was started.</summary>
    public int Reloads => Keepalived.Log.Split("Reloading").Length - 1;

    /// <summary>What there is to know when something is not as it should be.</summary>
    public string Told =>
        $"--- kube2haproxy {Number}\n{_daemon?.Log}\n--- Keepalived {Number}\n{Keepalived.Log}\n--- HAProxy {Number}\n{_haproxy?.Log}";

    private (string Name, string? Value)[] Settings =>
    [
        ("KUBE2HAPROXY_Haproxy__Binary", LoadBalancerPair.Haproxy.Program()),
        ("KUBE2HAPROXY_Haproxy__ReloadInterval", _options.ReloadInterval),

        // Thousands of addresses need their descriptors, too.
        ("KUBE2HAPROXY_Haproxy__Settings__maxconn", "2000"),
        ("KUBE2HAPROXY_Keepalived__Enabled", null),
        ("KUBE2HAPROXY_Keepalived__ConfigFile", Keepalived.ConfigFile),
        ("KUBE2HAPROXY_Keepalived__TemplateFile", _options.CopiesTemplate ? TemplateFile : _options.IsActiveActive ? ActiveActive : null),
        ("KUBE2HAPROXY_Keepalived__Settings__preempt_delay", "1"),
        ("KUBE2HAPROXY_Keepalived__Settings__second_constant_address", PairNetwork.SecondConstantAddress),
        ("KUBE2HAPROXY_Keepalived__PidFile", Keepalived.PidFile),
        ("KUBE2HAPROXY_Keepalived__ReloadInterval", _options.ReloadInterval),
        ("KUBE2HAPROXY_Keepalived__Device", PairNetwork.Device),
        ("KUBE2HAPROXY_Keepalived__Priority", $"{_priority}"),
        ("KUBE2HAPROXY_Keepalived__ConstantAddress", PairNetwork.ConstantAddress),
        ("KUBE2HAPROXY_Keepalived__CheckScript", CheckScript),
        ("KUBE2HAPROXY_Keepalived__Peers__0", _options.IsUnicast ? $"{PairNetwork.NodeAddress(1 - Number)}" : null),
        ("KUBE2HAPROXY_Keepalived__RoutedNetworks__0", _options.IsRouted ? PairNetwork.ServiceNetwork : null),
        ("KUBE2HAPROXY_Haproxy__OnlyWhenMaster", _options.OnlyWhenMaster ? "true" : null),
        ("KUBE2HAPROXY_Server__Address", _options.ServerAddress),
    ];

    /// <summary>Starts HAProxy and kube2haproxy, and waits for the file without which Keepalived does not start.</summary>
    public async Task PrepareAsync()
    {
        File.WriteAllText(
            RealHaproxy.FileIn(_directory.Path), RealHaproxy.Configuration(_directory.Path, RealHaproxy.FreePort(), "before"));
        await StartHaproxyAsync();
        StartDaemon();
        await Wait.UntilAsync(() => File.Exists(Keepalived.ConfigFile), "kube2haproxy has written Keepalived's file", () => Daemon.Log);
    }

    public async Task StartHaproxyAsync() => _haproxy = await RealHaproxy.StartAsync(_directory.Path, LoadBalancerPair.Haproxy, limited: _network.Command);

    /// <summary>Ends all its processes.</summary>
    public Task KillHaproxyAsync() => _haproxy!.KillAsync();

    public void StartDaemon() => _daemon = RunningDaemon.Start(_network, _directory.Path, ["--kubeconfig", _kubeconfig], Settings);

    /// <summary>Ends kube2haproxy by this signal, and waits for its end.</summary>
    public async Task EndDaemonAsync(string signal)
    {
        Daemon.Signal(signal);
        await Daemon.EndedAsync();
        await Daemon.DisposeAsync();
    }

    /// <summary>Kills Keepalived and starts it again, as systemd does.</summary>
    public async Task CrashKeepalivedAsync()
    {
        Keepalived.Kill();
        await Task.Delay(RestartWait, TimeProvider.System);
        await Keepalived.StartAsync();
    }

    /// <summary>Runs kube2haproxy on the node with these arguments and the daemon's settings, to its end.</summary>
    public Task<BufferedCommandResult> RunAsync(params string[] arguments) => RunningDaemon.RunAsync(
        [.. _network.Command, PublishedBinary.File, .. arguments], _directory.Path,
        [.. Settings, ("KUBE2HAPROXY_Server__Port", $"{Daemon.Port}")]);

    /// <summary>Waits until its kube2haproxy says that it is in this state of VRRP.</summary>
    public Task IsAsync(string state, string instance = "services") => Wait.UntilAsync(
        async () => (await Daemon.GetAsync("metrics")).Body.Contains($"instance=\"{instance}\",state=\"{state}\"}} 1", StringComparison.Ordinal),
        $"node {Number} says {state} of {instance}", () => Told);

    /// <summary>What is on its device, but for the addresses that the node has of its own: those are of a network.</summary>
    public async Task<IReadOnlySet<IPAddress>> AddressesAsync()
    {
        var lines = await _network.IpAsync("-o", "addr", "show", "dev", PairNetwork.Device);
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3].Split('/'))
            .Where(static address => address[1] is "32" or "128")
            .Select(static address => IPAddress.Parse(address[0]))
            .ToHashSet();
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
            await _daemon.DisposeAsync();

        await Keepalived.DisposeAsync();
        if (_haproxy is not null)
            await _haproxy.DisposeAsync();

        await Api.DisposeAsync();
        _directory.Dispose();
    }
}
