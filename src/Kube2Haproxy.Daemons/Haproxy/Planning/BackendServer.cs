using System.Net;

namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>One server of a backend as HAProxy has it after a start from the file.</summary>
/// <param name="Backend">Name of the <c>backend</c> or <c>listen</c>.</param>
/// <param name="Name">Of the server.</param>
/// <param name="Id">1 to 2^31-1; the one that HAProxy gives where the line says none.</param>
/// <param name="Address">IPv4 or IPv6.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Weight">0 to 256; 0 drains.</param>
/// <param name="IsInMaintenance">What <c>disabled</c> says.</param>
/// <param name="Options">
/// Every other word, with those of <c>default-server</c>, ordered by keyword: what <c>add server</c> takes after address, id and weight to make
/// the same server. Servers with equal options differ in nothing else.
/// </param>
internal sealed record BackendServer(
    string Backend, string Name, int Id, IPAddress Address, int Port, int Weight, bool IsInMaintenance, string Options);
