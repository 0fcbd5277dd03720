using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>One HTTP request over a connection of its own, on a socket that never blocks.</summary>
internal sealed class ProbeRequest : IDisposable
{
    private static readonly byte[] Request = "GET / HTTP/1.1\r\nhost: probe\r\nconnection: close\r\n\r\n"u8.ToArray();

    /// <summary><c>TCP_INFO</c> and the place of <c>tcpi_total_retrans</c> in it (linux/tcp.h).</summary>
    private const int TcpInfo = 11, TotalRetransmissions = 100;

    private readonly byte[] _buffer = new byte[1024];
    private int _read;

    /// <summary>In the network namespace of the calling thread.</summary>
    public ProbeRequest(IPEndPoint target, long started)
    {
        (Target, Started) = (target, started);
        Socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };
        try
        {
            Socket.Connect(target);
        }
        catch (SocketException begun) when (begun.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // As always, unless it fails at once.
        }
        catch (SocketException refused)
        {
            Fail($"{refused.SocketErrorCode}");
        }
    }

    public IPEndPoint Target { get; }

    public long Started { get; }

    public Socket Socket { get; }

    /// <summary>It waits for the connection, and after that for the answer.</summary>
    public bool IsConnecting { get; private set; } = true;

    /// <summary>Null until it is over.</summary>
    public ProbeOutcome? Outcome { get; private set; }

    /// <summary>To be called when the socket can be written for the first time.</summary>
    public void Send()
    {
        IsConnecting = false;
        var error = (SocketError)(int)Socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error != SocketError.Success)
        {
            Fail($"{error}");
            return;
        }

        // It came through by its second try, a second later: nobody was there for the first one, whatever the speed of the machine.
        if (Retransmissions() > 0)
        {
            Fail("the first packet was lost");
            return;
        }

        Socket.Send(Request, SocketFlags.None, out error);
        if (error != SocketError.Success)
            Fail($"{error}");
    }

    /// <summary>To be called when the socket can be read.</summary>
    public void Receive()
    {
        var length = Socket.Receive(_buffer, _read, _buffer.Length - _read, SocketFlags.None, out var error);
        _read += length;
        if (error == SocketError.WouldBlock)
            return;

        if (error != SocketError.Success)
            Fail($"{error}");
        else if (length == 0)
            End(_buffer.AsSpan(0, _read).StartsWith("HTTP/1.1 200 "u8) ? null : $"ended after {_read} bytes");
    }

    public void Fail(string why) => End(why);

    public void Dispose() => Socket.Dispose();

    private uint Retransmissions()
    {
        var info = new byte[TotalRetransmissions + sizeof(uint)];
        Socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, TcpInfo, info);
        return MemoryMarshal.Read<uint>(info.AsSpan(TotalRetransmissions));
    }

    private void End(string? failure) => Outcome = new(Target, Started, TimeProvider.System.GetElapsedTime(Started), failure);
}
