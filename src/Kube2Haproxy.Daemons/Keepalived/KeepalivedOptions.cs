namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>The keys of section <c>Keepalived</c> that say how its configuration is applied.</summary>
public sealed class KeepalivedOptions
{
    /// <summary>False leaves Keepalived alone: nothing is rendered, written or reloaded.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Path of the keepalived program, which validates each candidate with <c>-t</c>.</summary>
    public string Binary { get; set; } = "/usr/sbin/keepalived";

    /// <summary>Path of the configuration that Keepalived reads. Its directory must be writable: files are replaced by renaming.</summary>
    public string ConfigFile { get; set; } = "/etc/keepalived/keepalived.conf";

    /// <summary>Path of the file with Keepalived's process ID, which SIGHUP goes to.</summary>
    public string PidFile { get; set; } = "/run/keepalived.pid";

    /// <summary>File by which <c>kube2haproxy failover</c> makes Keepalived hand the addresses over.</summary>
    public string FailoverFile { get; set; } = "/var/lib/kube2haproxy/failover";

    /// <summary>Addresses of the other nodes for unicast VRRP; empty for multicast.</summary>
    public List<string> Peers { get; set; } = [];

    /// <summary>FIFO to which Keepalived writes each change of its state; empty for none.</summary>
    public string NotifyFifo { get; set; } = "/var/lib/kube2haproxy/vrrp.fifo";

    /// <summary>Networks whose addresses this node has by a local route each, and not by Keepalived.</summary>
    public List<string> RoutedNetworks { get; set; } = [];

    /// <summary>Program that reloads Keepalived in place of SIGHUP; empty for none. It has failed when it exits non-zero.</summary>
    public string ReloadScript { get; set; } = "";

    /// <summary>Least time from the end of one reload to the start of the next; 100 ms to 1 h.</summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(2);
}
