namespace Kube2Haproxy.TestSupport.Daemons;

/// <summary>The releases of HAProxy on which the tests run.</summary>
public enum HaproxyVersion
{
    /// <summary>That of the machine's own package; 2.6 on Debian 12.</summary>
    Installed,

    /// <summary>Debian 13's. At a reload it answers how that went; 2.6 says nothing, and its master is gone for a while.</summary>
    V30,
}
