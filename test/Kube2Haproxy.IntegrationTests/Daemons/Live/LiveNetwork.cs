using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.IntegrationTests.Daemons.Live;

/// <summary>The addresses of a sequence, pods that listen, and clients that hold sessions with them.</summary>
internal sealed class LiveNetwork : IDisposable
{
    /// <summary>Ports of Services and pods are this one and those behind it: below those that the kernel hands out, and another process's own.</summary>
    private static readonly int FirstPort = 10_000 + (Environment.ProcessId % 200 * 100);

    private static int _last;

    private readonly int _number = Interlocked.Increment(ref _last) % 60_000;
    private readonly List<Socket> _pods = [];
    private readonly List<Socket> _others = [];
    private readonly List<Socket> _clients = [];

    /// <summary>The first pods listen, at their first port; the backlog takes what HAProxy connects.</summary>
    public LiveNetwork()
    {
        for (var pod = 0; pod < 4; pod++)
            Listen(_pods, PodAddress(pod), PodPort(0));
    }

    public static int ServicePort(int n) => FirstPort + n;

    public static int PodPort(int n) => FirstPort + 50 + n;

    public IPAddress ServiceAddress(int n) => Address(1 + n);

    public IPAddress PodAddress(int n) => Address(100 + n);

    /// <summary>The port of a Service's address that is another process's from here on.</summary>
    public int TakenPort(int n)
    {
        if (!_others.Any(other => ((IPEndPoint)other.LocalEndPoint!).Address.Equals(ServiceAddress(n))))
            Listen(_others, ServiceAddress(n), FirstPort + 49);
        return FirstPort + 49;
    }

    /// <summary>Whether a client was let in; its session stays, also with a worker that a reload has replaced.</summary>
    public async Task<bool> HoldAsync(IPAddress address, int port)
    {
        // No pod ends its side, so the client's end is a reset, which ends both.
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
        _clients.Add(client);
        try
        {
            await client.ConnectAsync(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Ends all sessions.</summary>
    public void Release()
    {
        _clients.ForEach(static client => client.Dispose());
        _clients.Clear();
    }

    public void Dispose()
    {
        Release();
        _pods.ForEach(static pod => pod.Dispose());
        _others.ForEach(static other => other.Dispose());
    }

    private static void Listen(List<Socket> sockets, IPAddress address, int port)
    {
        sockets.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        sockets[^1].Bind(new IPEndPoint(address, port));
        sockets[^1].Listen();
    }

    private IPAddress Address(int last) => new([127, (byte)(10 + (_number / 250)), (byte)(1 + (_number % 250)), (byte)last]);
}
