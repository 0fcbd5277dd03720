using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>A node at a loopback address: it answers with it at the node port, and as kube-proxy does at the health check's.</summary>
public sealed class FakeNode : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly string _address;
    private readonly Task[] _loops;
    private volatile bool _hasPods = true;

    public FakeNode(string address, int nodePort, int healthPort)
    {
        _address = address;
        _loops = [ServeAsync(nodePort, _ => _address + "\n"), ServeAsync(healthPort, Health)];
    }

    /// <summary>Whether it has a ready pod, as kube-proxy sees it; the pods answer all the same.</summary>
    public bool HasPods
    {
        get => _hasPods;
        set => _hasPods = value;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        _stop.Dispose();
    }

    private string Health(string request) =>
        !request.StartsWith("GET /healthz HTTP/1.", StringComparison.Ordinal) ? "HTTP/1.0 400 Bad Request\r\n\r\n"
        : HasPods ? "HTTP/1.0 200 OK\r\n\r\n"
        : "HTTP/1.0 503 Service Unavailable\r\n\r\n";

    /// <summary>One connection after the other: its clients wait for nobody else.</summary>
    private async Task ServeAsync(int port, Func<string, string> answer)
    {
        using var listener = new TcpListener(IPAddress.Parse(_address), port);
        listener.Start();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var socket = await listener.AcceptSocketAsync(_stop.Token);
                var buffer = new byte[1024];
                var length = await socket.ReceiveAsync(buffer, _stop.Token);
                await socket.SendAsync(Encoding.ASCII.GetBytes(answer(Encoding.ASCII.GetString(buffer, 0, length))), _stop.Token);

                // What is left unread when a socket closes would reset the connection, and take the answer with it.
                socket.Shutdown(SocketShutdown.Send);
                while (await socket.ReceiveAsync(buffer, _stop.Token) > 0)
                {
                }
            }
            catch (Exception ended) when (ended is SocketException or OperationCanceledException)
            {
                // A client that is gone, or the end of the test.
            }
        }
    }
}
