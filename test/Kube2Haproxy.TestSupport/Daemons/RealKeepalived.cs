using Kube2Haproxy.TestSupport.Network;

namespace Kube2Haproxy.TestSupport.Daemons;

/// <summary>A real Keepalived in a network namespace of its own, where device <c>vip0</c> leads nowhere.</summary>
public sealed class RealKeepalived : IAsyncDisposable
{
    /// <summary>Where the program is.</summary>
    public const string Binary = "/usr/sbin/keepalived";

    private readonly string _directory;
    private readonly string _namespace = $"k2h-{Guid.NewGuid().ToString("N")[..8]}";
    private RunningProcess? _process;

    private RealKeepalived(string directory) => _directory = directory;

    /// <summary>Why the tests that need it cannot run; null where they can.</summary>
    public static string? Missing =>
        !File.Exists(Binary) ? $"{Binary} is not installed (apt-get install keepalived)."
        : Environment.IsPrivilegedProcess ? null
        : "Network namespaces need root.";

    /// <summary>Path.</summary>
    public string ConfigFile => Path.Combine(_directory, "keepalived.conf");

    /// <summary>Path.</summary>
    public string PidFile => Path.Combine(_directory, "keepalived.pid");

    /// <summary>The program as it is to be called outside of the namespace: it sees the devices inside.</summary>
    public string BinaryInside => Path.Combine(_directory, "keepalived");

    /// <summary>What it has logged.</summary>
    public string Log => _process?.Output ?? "";

    /// <summary>Its process ID.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process!.HasExited;

    /// <summary>A configuration whose one instance has these addresses.</summary>
    public static string Configuration(params string[] addresses) => $$"""
        global_defs {
          vrrp_version 3
        }
        vrrp_instance services {
          state BACKUP
          interface vip0
          virtual_router_id 51
          priority 250
          advert_int 0.1
          virtual_ipaddress {
            169.254.1.51/32
          }
          virtual_ipaddress_excluded {
            {{string.Join("\n    ", addresses)}}
          }
        }

        """;

    /// <summary>Makes the namespace, not the process.</summary>
    public static async Task<RealKeepalived> CreateAsync(string directory)
    {
        var keepalived = new RealKeepalived(directory);
        await Ip.RunAsync("netns", "add", keepalived._namespace);
        try
        {
            await keepalived.PrepareAsync();
            return keepalived;
        }
        catch
        {
            await keepalived.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it on the file and waits until its process ID is written.</summary>
    public async Task StartAsync()
    {
        _process = RunningProcess.Start(Ip.Program,
            ["netns", "exec", _namespace, Binary, "--dont-fork", "--log-console", "--no-syslog", "-f", ConfigFile, "-p", PidFile,
                "-r", Path.Combine(_directory, "vrrp.pid"), "-c", Path.Combine(_directory, "checkers.pid")]);
        await Wait.UntilAsync(() => File.Exists(PidFile), "Keepalived has written its PID file", () => Log);
    }

    /// <summary>The addresses on its device, as <c>ip -o addr</c> prints them.</summary>
    public Task<string> AddressesAsync() => IpInsideAsync("-o", "addr", "show", "dev", "vip0");

    /// <summary>Sends SIGTERM; it gives its addresses up, and to the peer.</summary>
    public void Stop() => _process!.Signal("TERM");

    /// <summary>Runs <c>ip</c> in its namespace.</summary>
    /// <returns>What it printed.</returns>
    public Task<string> IpAsync(params string[] arguments) => IpInsideAsync(arguments);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();

        await Ip.RunAsync("netns", "del", _namespace);
    }

    private async Task PrepareAsync()
    {
        await IpInsideAsync("link", "set", "lo", "up");
        await IpInsideAsync("link", "add", "vip0", "type", "veth", "peer", "name", "peer0");
        await IpInsideAsync("link", "set", "peer0", "up");
        await IpInsideAsync("addr", "add", "192.0.2.1/24", "dev", "vip0");
        await IpInsideAsync("link", "set", "vip0", "up");
        File.WriteAllText(BinaryInside, $"#!/bin/sh\nexec {Ip.Program} netns exec {_namespace} {Binary} \"$@\"\n");
        File.SetUnixFileMode(BinaryInside, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private Task<string> IpInsideAsync(params string[] arguments) => Ip.RunAsync(["-n", _namespace, .. arguments]);
}
