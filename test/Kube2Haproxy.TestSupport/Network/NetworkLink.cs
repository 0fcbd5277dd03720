using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kube2Haproxy.TestSupport.Network;

/// <summary>Two network namespaces with one cable between them: a client's, and a server's at <see cref="ServerAddress"/>.</summary>
public sealed partial class NetworkLink : IAsyncDisposable
{
    // sched.h
    private const int NetworkNamespace = 0x40000000;

    private readonly string _client;
    private readonly string _server;

    private NetworkLink(string id) => (_client, _server) = ($"k2h-{id}-c", $"k2h-{id}-s");

    /// <summary>Why the tests that need it cannot run; null where they can.</summary>
    public static string? Missing =>
        !File.Exists(Ip.Program) ? $"{Ip.Program} is not installed (apt-get install iproute2)."
        : Environment.IsPrivilegedProcess ? null
        : "Network namespaces need root.";

    /// <summary>From TEST-NET-1 (RFC 5737).</summary>
    public static IPAddress ServerAddress { get; } = IPAddress.Parse("192.0.2.1");

    /// <summary>What stands before a command so that it runs in the client's namespace.</summary>
    public string[] ClientCommand => [Ip.Program, "netns", "exec", _client];

    public static async Task<NetworkLink> CreateAsync()
    {
        var link = new NetworkLink(Guid.NewGuid().ToString("N")[..8]);
        await Ip.RunAsync("netns", "add", link._client);
        try
        {
            await Ip.RunAsync("netns", "add", link._server);
            await Ip.RunAsync("-n", link._client, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", link._server);
            await Ip.RunAsync("-n", link._client, "addr", "add", "192.0.2.2/24", "dev", "cable");
            await Ip.RunAsync("-n", link._server, "addr", "add", $"{ServerAddress}/24", "dev", "cable");
            foreach (var end in new[] { link._client, link._server })
            {
                await Ip.RunAsync("-n", end, "link", "set", "lo", "up");
                await Ip.RunAsync("-n", end, "link", "set", "cable", "up");
            }

            return link;
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    /// <summary>The cable is pulled, or put in again: packets vanish in both directions, and no end hears of it.</summary>
    public Task PlugAsync(bool isIn) => Ip.RunAsync("-n", _server, "link", "set", "cable", isIn ? "up" : "down");

    /// <summary>
    /// Packets to this port of the client vanish from now on, as those of a connection that a firewall has forgotten; other connections work.
    /// </summary>
    public Task ForgetAsync(int clientPort) =>
        Ip.RunAsync("-n", _server, "rule", "add", "ipproto", "tcp", "dport", $"{clientPort}", "blackhole");

    /// <summary>A TCP socket of the server's namespace; it stays there, whoever uses it.</summary>
    public Socket ServerSocket() => OnServer(static () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));

    /// <summary>Runs it in the server's namespace, its sysctls among it. It must not leave its thread.</summary>
    public T OnServer<T>(Func<T> step)
        where T : notnull
    {
        object? made = null;
        Exception? failure = null;

        // A namespace is the thread's, and this thread ends with it.
        var thread = new Thread(() =>
        {
            try
            {
                using var there = File.OpenHandle($"/run/netns/{_server}");
                if (SetNamespace(there, NetworkNamespace) != 0)
                    throw new IOException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");

                made = step();
            }
            catch (Exception any)
            {
                failure = any;
            }
        });
        thread.Start();
        thread.Join();
        return (T)(made ?? throw new InvalidOperationException($"It failed in {_server}.", failure));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var names = (await Ip.RunAsync("netns", "list")).Split('\n').Select(line => line.Split(' ')[0]);
        foreach (var name in names.Intersect([_client, _server]))
            await Ip.RunAsync("netns", "del", name);
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle descriptor, int type);
}
