namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>A <c>vrrp_instance</c> of Keepalived's configuration. Never compared: it holds lists.</summary>
/// <param name="Name">Its own.</param>
/// <param name="Advertised">Of its <c>virtual_ipaddress</c>, in their order.</param>
/// <param name="Excluded">Of its <c>virtual_ipaddress_excluded</c>, likewise.</param>
internal sealed record VrrpInstance(string Name, IReadOnlyList<VrrpAddress> Advertised, IReadOnlyList<VrrpAddress> Excluded)
{
    /// <summary>Its <c>virtual_router_id</c>; null where it has none that can be read.</summary>
    public int? RouterId { get; init; }

    /// <summary>From one advertisement to the next, its <c>advert_int</c>; Keepalived's default where it has none that can be read.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>All of its addresses.</summary>
    public IEnumerable<VrrpAddress> Addresses => Advertised.Concat(Excluded);

    /// <summary>Those of a file that <c>keepalived -t</c> takes, in their order. What it includes is not read.</summary>
    public static IReadOnlyList<VrrpInstance> Read(string text) => VrrpInstanceReader.Read(text);
}
