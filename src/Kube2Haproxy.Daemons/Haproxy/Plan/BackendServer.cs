using System.Net;

namespace Kube2Haproxy.Daemons.Haproxy.Plan;

/// <summary>A server of a backend, as a <c>server</c> line and what it inherits say it.</summary>
/// <param name="Backend">Name of the backend.</param>
/// <param name="Name">Unique in the backend.</param>
/// <param name="Id">1 … 2^31-1, unique in the backend.</param>
/// <param name="Address">Literal.</param>
/// <param name="Port">0 … 65535.</param>
/// <param name="Weight">0 … 256; 0 drains.</param>
/// <param name="IsInMaintenance">Whether the line says <c>disabled</c>.</param>
/// <param name="Options">
/// All other words, in a form that <c>add server</c> takes, those of <c>default-server</c> merged in; no weight, id, disabled; may hold
/// <c>check</c>.
/// </param>
internal sealed record BackendServer(
    string Backend, string Name, int Id, IPAddress Address, int Port, int Weight, bool IsInMaintenance, string Options);
