using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>The open TCP connections, to cut them.</summary>
internal sealed class ConnectionTable
{
    private readonly ConcurrentDictionary<string, ConnectionContext> _open = new();
    private volatile bool _closed;

    /// <summary>Must stand before TLS.</summary>
    public void Track(ListenOptions listen) => listen.Use(next => async connection =>
    {
        _open[connection.ConnectionId] = connection;
        try
        {
            if (_closed)
                connection.Abort();
            await next(connection);
        }
        finally
        {
            _open.TryRemove(connection.ConnectionId, out _);
        }
    });

    public void Cut(string connectionId)
    {
        if (_open.TryGetValue(connectionId, out var connection))
            connection.Abort();
    }

    /// <summary>As a server that is about to leave: HTTP/2 sends GOAWAY, and the requests that are open go on.</summary>
    public void SendGoAway()
    {
        foreach (var connection in _open.Values)
            connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
    }

    public void CutAll()
    {
        foreach (var connection in _open.Values)
            connection.Abort();
    }

    /// <summary>Cuts all, and those that come yet.</summary>
    public void Close()
    {
        _closed = true;
        CutAll();
    }
}
