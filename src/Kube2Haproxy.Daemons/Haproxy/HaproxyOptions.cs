namespace Kube2Haproxy.Daemons.Haproxy;

/// <summary>The keys of section <c>Haproxy</c> that say how its configuration is applied.</summary>
public sealed class HaproxyOptions
{
    /// <summary>False leaves HAProxy alone: nothing is rendered, written or reloaded.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Path of the haproxy program, which validates each candidate with <c>-c</c>.</summary>
    public string Binary { get; set; } = "/usr/sbin/haproxy";

    /// <summary>Path of the configuration that HAProxy reads. Its directory must be writable: files are replaced by renaming.</summary>
    public string ConfigFile { get; set; } = "/etc/haproxy/haproxy.cfg";

    /// <summary>Path of the master CLI's socket, HAProxy's <c>-S</c> (management guide 9.4).</summary>
    public string MasterSocket { get; set; } = "/run/haproxy-master.sock";

    /// <summary>True brings HAProxy to the wanted state only where this node is the VRRP MASTER.</summary>
    public bool OnlyWhenMaster { get; set; }

    /// <summary>Path of the stats socket (configuration manual 3.1, <c>stats socket</c>, with <c>level admin</c>).</summary>
    public string StatsSocket { get; set; } = "/run/haproxy/admin.sock";

    /// <summary>Program that reloads HAProxy in place of the master CLI; empty for none. It has failed when it exits non-zero.</summary>
    public string ReloadScript { get; set; } = "";

    /// <summary>Least time from the end of one reload to the start of the next; 100 ms to 1 h.</summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(5);
}
