namespace Kube2Haproxy.Rendering.Templates;

/// <summary>The keys of section <c>Keepalived</c> that say how its configuration is rendered.</summary>
internal sealed class KeepalivedTemplateOptions
{
    /// <summary>False leaves Keepalived alone: nothing is rendered, written or reloaded.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Path of the template; empty for the built-in one. Includes resolve beside it.</summary>
    public string TemplateFile { get; set; } = "";

    /// <summary>Network device that carries the service addresses; empty for the device of the default route.</summary>
    public string Device { get; set; } = "";

    /// <summary>VRRP's virtual router ID, 1 to 255, the same on both nodes and used by nobody else on the network (RFC 5798 5.2.3).</summary>
    public int VirtualRouterId { get; set; } = 51;

    /// <summary>VRRP priority of this node, 1 to 254; the higher one becomes MASTER where both start at once (RFC 5798 5.2.4).</summary>
    public int Priority { get; set; } = 250;

    /// <summary>
    /// The one address that VRRP advertises, ADDRESS/PREFIX, the same on both nodes and never changed; empty for
    /// 169.254.1.N/32 with N the virtual router ID.
    /// </summary>
    public string ConstantAddress { get; set; } = "";

    /// <summary>Addresses of the other nodes for unicast VRRP; empty for multicast.</summary>
    public List<string> Peers { get; set; } = [];

    /// <summary>Program by which Keepalived sees that HAProxy serves; empty for none. It gets the path of HAProxy's stats socket.</summary>
    public string CheckScript { get; set; } = "";

    /// <summary>FIFO to which Keepalived writes each change of its state; empty for none.</summary>
    public string NotifyFifo { get; set; } = "/var/lib/kube2haproxy/vrrp.fifo";

    /// <summary>File by which <c>kube2haproxy failover</c> makes Keepalived hand the addresses over.</summary>
    public string FailoverFile { get; set; } = "/var/lib/kube2haproxy/failover";

    /// <summary>Networks whose addresses Keepalived does not hold: they are routed to the constant address, and each node has them by a local route.</summary>
    public List<string> RoutedNetworks { get; set; } = [];

    /// <summary>Free values for the template, as <c>settings.NAME</c>.</summary>
    public Dictionary<string, string> Settings { get; set; } = [];
}
