using System.Diagnostics;
using System.Globalization;
using Kube2Haproxy.TestSupport.Network;

namespace Kube2Haproxy.TestSupport.Daemons;

/// <summary>A real Keepalived in a network namespace, with all its files in a directory of the test's.</summary>
public sealed class RealKeepalived : IAsyncDisposable
{
    /// <summary>Where the program is.</summary>
    public const string Binary = "/usr/sbin/keepalived";

    private readonly string _directory;
    private readonly NetworkNamespace _network;
    private readonly bool _isNetworkOwn;
    private RunningProcess? _process;

    private RealKeepalived(string directory, NetworkNamespace network, bool isNetworkOwn) =>
        (_directory, _network, _isNetworkOwn) = (directory, network, isNetworkOwn);

    /// <summary>Why the tests that need it cannot run; null where they can.</summary>
    public static string? Missing =>
        File.Exists(Binary) ? NetworkNamespace.Missing : $"{Binary} is not installed (apt-get install keepalived).";

    /// <summary>Path.</summary>
    public string ConfigFile => Path.Combine(_directory, "keepalived.conf");

    /// <summary>Path.</summary>
    public string PidFile => Path.Combine(_directory, "keepalived.pid");

    /// <summary>The program as it is to be called outside of the namespace: it sees the devices inside.</summary>
    public string BinaryInside => Path.Combine(_directory, "keepalived");

    /// <summary>What it has logged since it was started.</summary>
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

    /// <summary>Makes a namespace of its own, where device <c>vip0</c> leads nowhere; not the process.</summary>
    public static async Task<RealKeepalived> CreateAsync(string directory)
    {
        var keepalived = new RealKeepalived(directory, await NetworkNamespace.CreateAsync(), isNetworkOwn: true);
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

    /// <summary>In a namespace that others use too; not started yet.</summary>
    public static RealKeepalived In(NetworkNamespace network, string directory) => new(directory, network, isNetworkOwn: false);

    /// <summary>Starts it on the file and waits until its process ID is written. One that has ended may be started again.</summary>
    public async Task StartAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();

        var command = _network.Command;
        _process = RunningProcess.Start(command[0],
            [.. command[1..], Binary, "--dont-fork", "--log-console", "--no-syslog", "-f", ConfigFile, "-p", PidFile,
                "-r", ChildPidFile("vrrp"), "-c", ChildPidFile("checkers")]);

        // One that was killed has left its own behind.
        await Wait.UntilAsync(
            () => File.Exists(PidFile) && File.ReadAllText(PidFile).Trim() == ProcessId.ToString(CultureInfo.InvariantCulture),
            "Keepalived has written its PID file", () => Log);
    }

    /// <summary>The addresses on its device, as <c>ip -o addr</c> prints them.</summary>
    public Task<string> AddressesAsync() => _network.IpAsync("-o", "addr", "show", "dev", "vip0");

    /// <summary>Sends SIGTERM; it gives its addresses up, and to the peer.</summary>
    public void Stop() => _process!.Signal("TERM");

    /// <summary>Ends all its processes, and none can put anything in order.</summary>
    /// <remarks>The parent must not see its child go, which it would start again, nor die before it: then the child gives its addresses up.</remarks>
    public void Kill()
    {
        var children = File.ReadAllText($"/proc/{ProcessId}/task/{ProcessId}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _process!.Signal("STOP");
        using (var kill = Process.Start("/bin/kill", ["-s", "KILL", .. children]))
            kill.WaitForExit();
        _process.Signal("KILL");

        // Whatever is process 1 here may leave a child unreaped for seconds, which Keepalived takes for one that runs; systemd reaps at once.
        File.Delete(ChildPidFile("vrrp"));
        File.Delete(ChildPidFile("checkers"));
    }

    /// <summary>Runs <c>ip</c> in its namespace.</summary>
    /// <returns>What it printed.</returns>
    public Task<string> IpAsync(params string[] arguments) => _network.IpAsync(arguments);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();

        if (_isNetworkOwn)
            await _network.DisposeAsync();
    }

    private string ChildPidFile(string child) => Path.Combine(_directory, $"{child}.pid");

    private async Task PrepareAsync()
    {
        await _network.IpAsync("link", "add", "vip0", "type", "veth", "peer", "name", "peer0");
        await _network.IpAsync("link", "set", "peer0", "up");
        await _network.IpAsync("addr", "add", "192.0.2.1/24", "dev", "vip0");
        await _network.IpAsync("link", "set", "vip0", "up");
        File.WriteAllText(BinaryInside, $"#!/bin/sh\nexec {string.Join(' ', _network.Command)} {Binary} \"$@\"\n");
        File.SetUnixFileMode(BinaryInside, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
