using System.Globalization;
using System.Net;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>An address of a device.</summary>
/// <param name="Address">Without a scope.</param>
/// <param name="PrefixLength">As the device has it.</param>
/// <param name="Device">Its name.</param>
internal sealed record NodeAddress(IPAddress Address, int PrefixLength, string Device)
{
    /// <summary>As ip-address(8) takes it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{PrefixLength} dev {Device}");
}
