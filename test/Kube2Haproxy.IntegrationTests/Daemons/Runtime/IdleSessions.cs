using System.Net.Sockets;

namespace Kube2Haproxy.IntegrationTests.Daemons.Runtime;

/// <summary>Connections to a stats socket that ask nothing. HAProxy ends them after 10 s (<c>stats timeout</c>).</summary>
internal sealed class IdleSessions : IDisposable
{
    private readonly List<Socket> _sessions = [];

    public static async Task<IdleSessions> OpenAsync(string socketPath, int count, CancellationToken cancellationToken)
    {
        var idle = new IdleSessions();
        for (var i = 0; i < count; i++)
        {
            var session = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            idle._sessions.Add(session);
            await session.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
        }

        return idle;
    }

    public void Dispose()
    {
        foreach (var session in _sessions)
            session.Dispose();
    }
}
