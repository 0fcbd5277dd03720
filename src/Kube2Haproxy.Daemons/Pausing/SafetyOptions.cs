namespace Kube2Haproxy.Daemons.Pausing;

/// <summary>Section <c>Safety</c>: what keeps changes from being applied.</summary>
public sealed class SafetyOptions
{
    /// <summary>
    /// While this file exists, nothing is applied to either daemon and nothing written to the cluster. Who may write in its directory may pause.
    /// </summary>
    public string PauseFile { get; set; } = "/var/lib/kube2haproxy/pause";
}
