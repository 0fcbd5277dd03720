namespace Kube2Haproxy.Endpoints;

/// <summary>Section <c>Server</c>: the HTTP endpoints that show what the daemon does.</summary>
internal sealed class ServerOptions
{
    /// <summary>The IP address to listen on; 0.0.0.0 or :: for all.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>0 to 65535; 0 turns the endpoints off.</summary>
    public int Port { get; set; } = 9405;

    /// <summary>Whether <c>/debug/trace</c> answers; to clients on loopback only.</summary>
    public bool Profiling { get; set; }
}
