namespace Kube2Haproxy;

/// <summary>What a signal asks for.</summary>
internal enum ProcessSignal
{
    /// <summary>SIGUSR1, from Keepalived's notify script: this node has become MASTER.</summary>
    Master,

    /// <summary>SIGUSR2, likewise: this node is BACKUP.</summary>
    Backup,

    /// <summary>SIGHUP: read the templates again, render and apply.</summary>
    Reload,
}
