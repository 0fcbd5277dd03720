using System.Globalization;
using System.Net.Sockets;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>
/// The name of the backend of a Service's port in one address family: legal in HAProxy (letters, digits, <c>-_.:</c>; manual 4).
/// </summary>
internal static class BackendName
{
    /// <summary>
    /// <c>NAMESPACE_SERVICE_PORT</c>, with <c>_v6</c> for IPv6; an unnamed port gives its number. Two never share a name: namespaces,
    /// Services and ports have DNS labels as names, without an underscore, so a-b/c is not a/b-c.
    /// </summary>
    /// <remarks>The port's name stands in it, not its number: it never changes while the slices of endpoints refer to it.</remarks>
    public static string Of(NamespacedName service, ServicePort port, AddressFamily family) => ShortName.Of(
        $"{service.Namespace}_{service.Name}_{PortName(port)}{(family == AddressFamily.InterNetworkV6 ? "_v6" : "")}");

    /// <summary>A port may be named 80 beside an unnamed port 80. No label begins with a dash.</summary>
    private static string PortName(ServicePort port)
    {
        if (port.Name.Length == 0)
            return port.Port.ToString(CultureInfo.InvariantCulture);

        return port.Name.AsSpan().ContainsAnyExceptInRange('0', '9') ? port.Name : $"-{port.Name}";
    }
}
