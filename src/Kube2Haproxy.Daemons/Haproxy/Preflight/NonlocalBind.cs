using System.Net.Sockets;

namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>The sysctl that lets HAProxy bind addresses which are not this node's now (ip(7)); one for each family.</summary>
internal static class NonlocalBind
{
    /// <summary>As sysctl.conf names it.</summary>
    public static string Name(AddressFamily family) => $"net.{(family == AddressFamily.InterNetworkV6 ? "ipv6" : "ipv4")}.ip_nonlocal_bind";

    /// <summary>Whether it is known to be 0.</summary>
    public static bool IsOff(AddressFamily family)
    {
        try
        {
            return File.ReadAllText($"/proc/sys/{Name(family).Replace('.', '/')}").Trim() == "0";
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            // Containers may hide it; then there is nothing to say of it.
            return false;
        }
    }
}
