using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kube2Haproxy.TestSupport.Network;

/// <summary>A network namespace of the test's own. Its loopback device is up, and at first it has no other.</summary>
public sealed partial class NetworkNamespace : IAsyncDisposable
{
    // sched.h
    private const int CloneNewNet = 0x40000000;

    private NetworkNamespace(string name) => Name = name;

    /// <summary>Why the tests that need one cannot run; null where they can.</summary>
    public static string? Missing =>
        !File.Exists(Ip.Program) ? $"{Ip.Program} is not installed (apt-get install iproute2)."
        : Environment.IsPrivilegedProcess ? null
        : "Network namespaces need root.";

    /// <summary>As <c>ip netns</c> knows it.</summary>
    public string Name { get; }

    /// <summary>What stands before a command so that it runs inside, with the process ID that it is started with.</summary>
    public string[] Command => [Ip.Program, "netns", "exec", Name];

    public static async Task<NetworkNamespace> CreateAsync()
    {
        var created = new NetworkNamespace($"k2h-{Guid.NewGuid().ToString("N")[..8]}");
        await Ip.RunAsync("netns", "add", created.Name);
        try
        {
            await created.IpAsync("link", "set", "lo", "up");
            return created;
        }
        catch
        {
            await created.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs <c>ip</c> inside.</summary>
    /// <returns>What it printed.</returns>
    public Task<string> IpAsync(params string[] arguments) => Ip.RunAsync(["-n", Name, .. arguments]);

    /// <summary>Lays a cable from a new device of this one to a new device of the other; both are up.</summary>
    public async Task ConnectAsync(string device, NetworkNamespace other, string otherDevice)
    {
        await IpAsync("link", "add", device, "type", "veth", "peer", "name", otherDevice, "netns", other.Name);
        await IpAsync("link", "set", device, "up");
        await other.IpAsync("link", "set", otherDevice, "up");
    }

    /// <param name="name">As sysctl(8) takes it, such as <c>net.ipv4.ip_nonlocal_bind</c>.</param>
    public void SetSysctl(string name, string value) => Run(() =>
    {
        File.WriteAllText($"/proc/sys/{name.Replace('.', '/')}", value);
        return value;
    });

    /// <summary>A TCP socket of this namespace; it stays there, whoever uses it.</summary>
    public Socket Socket(AddressFamily family = AddressFamily.InterNetwork) =>
        Run(() => new Socket(family, SocketType.Stream, ProtocolType.Tcp));

    /// <summary>Runs it inside. It must not leave its thread.</summary>
    public T Run<T>(Func<T> step)
        where T : notnull
    {
        object? made = null;
        Exception? failure = null;

        // A namespace is the thread's, and this thread ends with it.
        var thread = new Thread(() =>
        {
            try
            {
                EnterWithThread();
                made = step();
            }
            catch (Exception any)
            {
                failure = any;
            }
        });
        thread.Start();
        thread.Join();
        return (T)(made ?? throw new InvalidOperationException($"It failed in {Name}.", failure));
    }

    /// <summary>Takes the calling thread in, for good: it must be one that was made for that.</summary>
    public void EnterWithThread()
    {
        using var there = File.OpenHandle($"/run/netns/{Name}");
        if (SetNamespace(there, CloneNewNet) != 0)
            throw new IOException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Ip.RunAsync("netns", "del", Name);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle descriptor, int type);
}
