using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>
/// Binds an address as HAProxy does (<c>sock_inet_bind_receiver</c> of 2.6 and 3.0), and lets it go. It never listens, so no connection is
/// taken from anybody.
/// </summary>
/// <param name="sharesPorts">False with <c>noreuseport</c>.</param>
internal sealed class TrialBind(bool sharesPorts)
{
    // asm-generic/socket.h, linux/in.h, linux/in6.h
    private const int SolSocket = 1;
    private const int ReuseAddress = 2;
    private const int ReusePort = 15;
    private const int BindToDevice = 25;
    private const int SolIp = 0;
    private const int FreeBind = 15;
    private const int SolIpv6 = 41;
    private const int V6Only = 26;

    /// <summary>Of a socket on which nobody has set it.</summary>
    private readonly Lazy<bool> _isV6OnlyByDefault = new(static () =>
    {
        try
        {
            return File.ReadAllText("/proc/sys/net/ipv6/bindv6only").Trim() == "1";
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    /// <summary>What came of it; null where nobody can say, as this user may not do what HAProxy may.</summary>
    public SocketError? Try(Listener listener)
    {
        try
        {
            using var socket = new Socket(listener.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            Set(socket, SolSocket, ReuseAddress, 1);
            if (sharesPorts)
                Set(socket, SolSocket, ReusePort, 1);

            // HAProxy would rather take IP_TRANSPARENT, which needs a right; to bind() they are the same.
            if (listener.IsTransparent)
                Set(socket, SolIp, FreeBind, 1);

            if (listener.Interface.Length > 0 && !MayUse(socket, listener.Interface))
                return null;

            if (listener.IsV6)
                Set(socket, SolIpv6, V6Only, listener.IsV6Only ?? _isV6OnlyByDefault.Value ? 1 : 0);

            socket.Bind(new IPEndPoint(listener.Address, listener.Port));
            return SocketError.Success;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode;
        }
    }

    private static bool MayUse(Socket socket, string device)
    {
        try
        {
            socket.SetRawSocketOption(SolSocket, BindToDevice, Encoding.UTF8.GetBytes(device + '\0'));
            return true;
        }
        catch (SocketException error)
        {
            // HAProxy warns of a device that is not there, and goes on without it.
            return error.SocketErrorCode is not (SocketError.AccessDenied or SocketError.OperationNotSupported);
        }
    }

    private static void Set(Socket socket, int level, int name, int value) =>
        socket.SetRawSocketOption(level, name, BitConverter.GetBytes(value));
}
