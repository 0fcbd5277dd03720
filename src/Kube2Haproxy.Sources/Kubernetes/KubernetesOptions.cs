namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Section <c>Kubernetes</c>: where the API server is and how to ask it.</summary>
internal sealed class KubernetesOptions
{
    /// <summary>Path of a kubeconfig file; empty for in-cluster configuration, then <c>~/.kube/config</c>.</summary>
    public string Kubeconfig { get; set; } = "";

    /// <summary>URL of the API server, in place of the kubeconfig's; empty to take that one.</summary>
    public string Master { get; set; } = "";

    /// <summary>Requests a second to the API server in the long run; 0.1 to 1000. Further pages of one list do not count.</summary>
    public double Qps { get; set; } = 5;

    /// <summary>Requests that may go out at once above <see cref="Qps"/>; 1 to 1000.</summary>
    public int Burst { get; set; } = 10;

    /// <summary>Time from one full list to the next, whatever the watch says; 1 min to 24 h.</summary>
    public TimeSpan SyncPeriod { get; set; } = TimeSpan.FromMinutes(30);
}
