using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kube2Haproxy.TestSupport.Daemons;

/// <summary>A real HAProxy in master-worker mode, with all its files in a directory of the test's.</summary>
public sealed class RealHaproxy : IAsyncDisposable
{
    /// <summary>Where the program of the installed release is.</summary>
    public const string Binary = "/usr/sbin/haproxy";

    private readonly RunningProcess _process;

    private RealHaproxy(string directory, RunningProcess process)
    {
        ConfigFile = FileIn(directory);
        MasterSocket = MasterSocketIn(directory);
        _process = process;
    }

    /// <summary>Why the tests that need the installed release cannot run; null where they can.</summary>
    public static string? Missing => HaproxyVersion.Installed.Missing();

    /// <summary>Path.</summary>
    public string ConfigFile { get; }

    /// <summary>Path of the master CLI's socket.</summary>
    public string MasterSocket { get; }

    /// <summary>What it has logged.</summary>
    public string Log => _process.Output;

    /// <summary>The configuration that a HAProxy in this directory reads.</summary>
    public static string FileIn(string directory) => Path.Combine(directory, "haproxy.cfg");

    /// <summary>The master CLI's socket of a HAProxy in this directory.</summary>
    public static string MasterSocketIn(string directory) => Path.Combine(directory, "master.sock");

    /// <summary>The stats socket that <see cref="Configuration"/> names.</summary>
    public static string StatsSocketIn(string directory) => Path.Combine(directory, "admin.sock");

    /// <summary>A configuration with one frontend that answers with <paramref name="body"/>.</summary>
    public static string Configuration(string directory, int port, string body) => $"""
        global
          stats socket {StatsSocketIn(directory)} mode 600 level admin
        defaults
          mode http
          timeout connect 1s
          timeout client 5s
          timeout server 5s
        frontend web
          bind 127.0.0.1:{port}
          http-request return status 200 content-type text/plain string "{body}"

        """;

    /// <summary>Starts it on the file in this directory and waits until its master answers.</summary>
    /// <param name="directory">Absolute.</param>
    /// <param name="version">Must not be missing.</param>
    /// <param name="socketOptions">What follows the master socket's path after <c>-S</c>, such as <c>,mode,660</c>.</param>
    /// <param name="limited">What stands before its command line, such as <see cref="WithDescriptors"/>.</param>
    public static async Task<RealHaproxy> StartAsync(
        string directory, HaproxyVersion version = HaproxyVersion.Installed, string socketOptions = "", params string[] limited)
    {
        string[] command =
        [
            .. limited, version.Program(), "-W", "-S", MasterSocketIn(directory) + socketOptions, "-f", FileIn(directory),
        ];
        var haproxy = new RealHaproxy(directory, RunningProcess.Start(command[0], command[1..]));
        try
        {
            await Wait.UntilAsync(
                async () => (await haproxy.AskAsync("show proc")).Contains(" worker ", StringComparison.Ordinal),
                "HAProxy has a worker", () => haproxy.Log);
            return haproxy;
        }
        catch
        {
            await haproxy.DisposeAsync();
            throw;
        }
    }

    /// <summary>What stands before a command so that it has no more descriptors than these, and cannot get more.</summary>
    public static string[] WithDescriptors(int most) =>
        ["/bin/sh", "-c", $"ulimit -n {most} && exec setpriv --bounding-set=-sys_resource --inh-caps=-sys_resource -- \"$@\"", "sh"];

    /// <summary>The master CLI's answer; empty while nobody listens.</summary>
    public Task<string> AskAsync(string command) => AskAsync(MasterSocket, command);

    /// <summary>The answer of one of HAProxy's sockets to one command; empty while nobody listens.</summary>
    public static async Task<string> AskAsync(string socketPath, string command)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath));
            using var reader = new StreamReader(new NetworkStream(socket));
            await socket.SendAsync(Encoding.ASCII.GetBytes(command + "\n"));
            socket.Shutdown(SocketShutdown.Send);
            return await reader.ReadToEndAsync();
        }
        catch (Exception notThere) when (notThere is SocketException or IOException)
        {
            return "";
        }
    }

    /// <summary>A port of 127.0.0.1 that nobody has now.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Ends it as a fault of its own would, and waits until its workers have gone too.</summary>
    public async Task KillAsync()
    {
        _process.Signal("KILL");
        await DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();

        // A worker that a reload replaced may outlive the master by a moment.
        await Wait.UntilAsync(() => !Workers().Any(), $"no worker runs {ConfigFile}");
    }

    /// <summary>Every process of HAProxy that names this file on its command line.</summary>
    private IEnumerable<string> Workers() =>
        Directory.EnumerateDirectories("/proc").Where(process =>
        {
            try
            {
                return char.IsAsciiDigit(Path.GetFileName(process)[0])
                    && File.ReadAllText(Path.Combine(process, "cmdline")).Contains(ConfigFile, StringComparison.Ordinal)
                    && File.ReadAllText(Path.Combine(process, "comm")).StartsWith("haproxy", StringComparison.Ordinal);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        });
}
